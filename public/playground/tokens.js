// Takes snippets apart: names, numbers, strings and signs.
(function ($) {
  "use strict";

  var TOKEN =
    /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(=>|[()[\]{},;:.=+-])|([\s\S])/g;

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

  window.demo = $.extend(window.demo || {}, {
    tokensOf: tokensOf,
    lineOf: lineOf,
    valueOfString: valueOfString,
  });
})(jQuery);
