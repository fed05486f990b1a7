// Reads snippets: the part of JavaScript that jQluster lines are made of. Nothing is evaluated as script.
(function ($) {
  "use strict";

  var WORDS = { true: true, false: false, null: null, undefined: undefined };

  /** Reads a snippet into statements. Throws a SyntaxError that names the line. */
  function parse(text) {
    var tokens = demo.tokensOf(text);
    var at = 0;
    /** What is to be waited for before the statement that is read: it comes before it, as statements of its own. */
    var awaited = [];
    var count = 0;

    function is(sign) {
      return at < tokens.length && tokens[at].kind !== "string" && tokens[at].text === sign;
    }

    function isAhead(offset, sign) {
      return at + offset < tokens.length && tokens[at + offset].text === sign;
    }

    function skip(sign) {
      if (!is(sign)) return false;
      at += 1;
      return true;
    }

    function fail(expected) {
      var found = tokens[at];
      var line = demo.lineOf(text, found ? found.at : text.length);
      throw new SyntaxError(
        "line " + line + ": expected " + expected + (found ? ", found " + found.text : " before the end")
      );
    }

    function expect(sign) {
      if (!skip(sign)) fail(sign);
    }

    function name() {
      if (at >= tokens.length || tokens[at].kind !== "name") fail("a name");
      at += 1;
      return tokens[at - 1].text;
    }

    function list(end, item) {
      var items = [];
      while (!skip(end)) {
        items.push(item());
        if (!is(end)) expect(",");
      }
      return items;
    }

    function block() {
      expect("{");
      return statements(function () {
        return !skip("}");
      });
    }

    function statements(goesOn) {
      var outer = awaited;
      var all = [];
      var last;
      while (goesOn()) {
        awaited = [];
        last = statement();
        all = all.concat(awaited, last);
      }
      awaited = outer;
      return all;
    }

    function statement() {
      var node;
      if (skip("var") || skip("let") || skip("const")) {
        node = { type: "var", name: name() };
        expect("=");
        node.value = expression();
      } else if (skip("return")) node = { type: "return", value: expression() };
      else node = { type: "do", value: expression() };
      // As in JavaScript, the end of a statement may go without saying.
      while (skip(";"));
      return node;
    }

    function expression() {
      var left = unary();
      while (is("+") || is("-")) {
        left = { type: "sum", sign: tokens[at++].text, left: left, right: unary() };
      }
      return left;
    }

    function unary() {
      if (skip("-")) return { type: "sum", sign: "-", left: { type: "value", value: 0 }, right: unary() };
      if (!skip("await")) return member();
      var value = unary();
      // No snippet can have a name with a space.
      count += 1;
      awaited.push({ type: "await", name: "await " + count, value: value });
      return { type: "name", name: "await " + count, awaited: true };
    }

    function member() {
      var node = primary();
      for (;;) {
        if (skip(".")) node = { type: "get", of: node, name: { type: "value", value: name() } };
        else if (skip("[")) {
          node = { type: "get", of: node, name: expression() };
          expect("]");
        } else if (skip("(")) node = { type: "call", of: node, args: list(")", expression) };
        else return node;
      }
    }

    function primary() {
      var token = tokens[at];
      if (!token) fail("an expression");
      // Every function may wait here.
      if (token.text === "async" && (isAhead(1, "function") || isArrow(1))) {
        at += 1;
        token = tokens[at];
      }
      if (isArrow(0)) return arrow();
      at += 1;
      if (token.kind === "string") return { type: "value", value: demo.valueOfString(token.text) };
      if (token.kind === "number") return { type: "value", value: Number(token.text) };
      if (token.text === "function") return functionNode();
      if (token.kind === "name") {
        if (/^(true|false|null|undefined)$/.test(token.text)) {
          return { type: "value", value: WORDS[token.text] };
        }
        return { type: "name", name: token.text };
      }
      if (token.text === "(") {
        token = expression();
        expect(")");
        return token;
      }
      if (token.text === "[") return { type: "list", items: list("]", expression) };
      if (token.text === "{") return { type: "object", fields: list("}", field) };
      at -= 1;
      return fail("an expression");
    }

    function field() {
      var key = tokens[at];
      if (!key || key.kind === "sign") fail("a name");
      at += 1;
      expect(":");
      return { key: key.kind === "string" ? demo.valueOfString(key.text) : key.text, value: expression() };
    }

    function functionNode() {
      if (!is("(")) name();
      expect("(");
      var names = list(")", name);
      return { type: "function", names: names, body: block(), ownThis: true };
    }

    /** Whether `x =>` or `(x, y) =>` comes next. */
    function isArrow(ahead) {
      var end = ahead + 1;
      if (tokens[at + ahead] && tokens[at + ahead].kind === "name") return isAhead(end, "=>");
      if (!isAhead(ahead, "(")) return false;
      while (at + end < tokens.length && /^(name|sign)$/.test(tokens[at + end].kind) && !isAhead(end, ")"))
        end += 1;
      return isAhead(end, ")") && isAhead(end + 1, "=>");
    }

    function arrow() {
      var names = skip("(") ? list(")", name) : [name()];
      expect("=>");
      return { type: "function", names: names, body: is("{") ? block() : returned() };
    }

    /** The body of an arrow function that is an expression alone. */
    function returned() {
      var outer = awaited;
      awaited = [];
      var value = expression();
      var body = awaited.concat({ type: "return", value: value });
      awaited = outer;
      return body;
    }

    return statements(function () {
      return at < tokens.length;
    });
  }

  window.demo = $.extend(window.demo || {}, { parseSnippet: parse });
})(jQuery);
