// Runs what was read, statement by statement. It reaches what it is given, and nothing else of the page.
(function ($) {
  "use strict";

  /** What would lead out of the things that a snippet was given. */
  var BARRED = /^(constructor|prototype|__\w+__|apply|call|bind|caller|callee|arguments)$/;

  function isThenable(value) {
    return !!value && typeof value.then === "function";
  }

  function has(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name);
  }

  /**
   * Runs statements one after the other, waiting where it says `await`.
   *
   * @param statements What `demo.parseSnippet` gave.
   * @param given The names that the snippet may use.
   * @param tell Called with the value of each statement, and with its promise's, and with what went wrong.
   */
  function run(statements, given, tell) {
    var undo = [];

    function find(scope, name) {
      var at;
      for (at = scope; at; at = at.outer) if (has(at.names, name)) return at.names[name];
      throw new ReferenceError(name + " is not known here");
    }

    /** A member of something: a field of data, or a method of a remote selection. */
    function get(of, name) {
      if (of === undefined || of === null) throw new TypeError("there is no " + name + " of " + of);
      if (BARRED.test(name) || of === window || of === document) {
        throw new TypeError(name + " cannot be used here");
      }
      return of[name];
    }

    function call(node, scope) {
      var self = node.of.type === "get" ? evaluate(node.of.of, scope) : undefined;
      var name = node.of.type === "get" ? evaluate(node.of.name, scope) : "";
      var callee = node.of.type === "get" ? get(self, name) : evaluate(node.of, scope);
      if (typeof callee !== "function") throw new TypeError((name || "this") + " is not a function");
      var args = $.map(node.args, function (arg) {
        // map() would flatten a list.
        return [evaluate(arg, scope)];
      });
      if (name === "on") {
        undo.push(function () {
          self.off(args[0]);
        });
      }
      return callee.apply(self, args);
    }

    function functionOf(node, scope) {
      return function () {
        var names = {};
        var values = Array.prototype.slice.call(arguments);
        if (node.ownThis) names.this = this;
        $.each(node.names, function (index, name) {
          names[name] = values[index];
        });
        return runAll(node.body, { names: names, outer: scope });
      };
    }

    function evaluate(node, scope) {
      var result;
      switch (node.type) {
        case "value":
          return node.value;
        case "name":
          return find(scope, node.name);
        case "get":
          return get(evaluate(node.of, scope), evaluate(node.name, scope));
        case "call":
          return call(node, scope);
        case "function":
          return functionOf(node, scope);
        case "sum":
          result = [evaluate(node.left, scope), evaluate(node.right, scope)];
          return node.sign === "+" ? result[0] + result[1] : result[0] - result[1];
        case "list":
          return $.map(node.items, function (item) {
            return [evaluate(item, scope)];
          });
        case "object":
          result = {};
          $.each(node.fields, function (_index, field) {
            result[field.key] = evaluate(field.value, scope);
          });
          return result;
      }
    }

    /** Runs the statements of a function; gives what the first `return` says, or a promise of it if one waits. */
    function runAll(body, scope) {
      var index = 0;
      var returned;
      var over = false;
      // Older browsers have no Promise.
      var ended = $.Deferred();

      function next() {
        while (index < body.length && !over) {
          if (waitsFor(body[index++])) return true;
        }
        ended.resolve(returned);
        return false;
      }

      /** Runs a statement. Gives true when it goes on later. */
      function waitsFor(statement) {
        var value = evaluate(statement.value, scope);
        if (statement.type !== "await" || !isThenable(value)) {
          finish(statement, value);
          return false;
        }
        value.then(
          function (result) {
            finish(statement, result);
            if (!guarded(next)) ended.resolve();
          },
          function (error) {
            fail(error);
            ended.resolve();
          }
        );
        return true;
      }

      function finish(statement, value) {
        if (statement.type === "return") {
          returned = value;
          over = true;
        } else if (statement.type !== "do") scope.names[statement.name] = value;
        else if (scope.outer === undefined) tell(statement.value.awaited ? "awaited" : "value", value);
      }

      if (!next()) return returned;
      return ended.then(function (result) {
        return result;
      });
    }

    function fail(error) {
      tell("error", error);
    }

    /** Acts; gives false when that failed, and tells why. */
    function guarded(act) {
      try {
        act();
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    }

    guarded(function () {
      runAll(statements, { names: $.extend({}, given) });
    });
    /** Takes away the handlers that were attached. */
    return function () {
      $.each(undo, function (_index, act) {
        guarded(act);
      });
    };
  }

  window.demo = $.extend(window.demo || {}, { runSnippet: run, isThenable: isThenable });
})(jQuery);
