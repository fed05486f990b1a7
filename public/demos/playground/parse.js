// Reads snippets: the part of JavaScript that jQluster lines are made of. Nothing is evaluated as script.
(function ($) {
  "use strict";

  var TOKEN =
    /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(=>|[()[\]{},;:.=+-])|([\s\S])/g;
  var WORDS = { true: true, false: false, null: null, undefined: undefined };

  /** The tokens of a snippet, each with its kind and where it stands. */
  function tokensOf(text) {
    var tokens = [];
    text.replace(TOKEN, function (all, string, number, name, sign, wrong, at) {
      if (wrong) throw new SyntaxError("line " + lineOf(text, at) + ": " + wrong + " is not understood here");
      var kind = string ? "string" : number ? "number" : name ? "name" : sign ? "sign" : "";
      if (kind) tokens.push({ kind: kind, text: all, at: at });
      return "";
    });
    return tokens;
  }

  function lineOf(text, at) {
    return text.slice(0, at).split("\n").length;
  }

  function valueOfString(text) {
    var inner = text.slice(1, -1);
    // As JSON has strings: in double quotes, and with fewer escapes.
    var json = inner.replace(/\\'/g, "'").replace(/\\.|"/g, function (found) {
      return found === '"' ? '\\"' : found;
    });
    return JSON.parse('"' + json + '"');
  }

  /** Reads a snippet into statements. Throws a SyntaxError that names the line. */
  function parse(text) {
    var tokens = tokensOf(text);
    var at = 0;

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
      var line = lineOf(text, found ? found.at : text.length);
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
      var statements = [];
      expect("{");
      while (!skip("}")) statements.push(statement());
      return statements;
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
      if (skip("await")) return { type: "await", value: expression() };
      var left = member();
      while (is("+") || is("-")) {
        left = { type: "sum", sign: tokens[at++].text, left: left, right: member() };
      }
      return left;
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
      if (isArrow()) return arrow();
      at += 1;
      if (token.kind === "string") return { type: "value", value: valueOfString(token.text) };
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
      if (token.text === "-")
        return { type: "sum", sign: "-", left: { type: "value", value: 0 }, right: member() };
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
      return { key: key.kind === "string" ? valueOfString(key.text) : key.text, value: expression() };
    }

    function functionNode() {
      if (!is("(")) name();
      expect("(");
      var names = list(")", name);
      return { type: "function", names: names, body: block(), ownThis: true };
    }

    /** Whether `x =>` or `(x, y) =>` comes next. */
    function isArrow() {
      if (tokens[at].kind === "name") return isAhead(1, "=>");
      var end = 1;
      if (!is("(")) return false;
      while (at + end < tokens.length && /^(name|sign)$/.test(tokens[at + end].kind) && !isAhead(end, ")"))
        end += 1;
      return isAhead(end, ")") && isAhead(end + 1, "=>");
    }

    function arrow() {
      var names = skip("(") ? list(")", name) : [name()];
      expect("=>");
      var body = is("{") ? block() : [{ type: "return", value: expression() }];
      return { type: "function", names: names, body: body };
    }

    var statements = [];
    while (at < tokens.length) statements.push(statement());
    return statements;
  }

  window.demo = $.extend(window.demo || {}, { parseSnippet: parse });
})(jQuery);
