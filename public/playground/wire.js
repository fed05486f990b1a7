// The live view of the messages: their size, and how long it took until they were answered.
(function ($) {
  "use strict";

  var MOST = 100;
  var HIDDEN = /^(register|watch|unwatch|presence|pages)/;
  var began = 0;
  var asked = {};

  function now() {
    return window.performance ? performance.now() : Date.now();
  }

  /** How many bytes a text has in UTF-8: each half of a pair of surrogates counts two. */
  function bytesOf(text) {
    return text
      .replace(/[\ud800-\udfff]/g, "xx")
      .replace(/[\u0800-\uffff]/g, "xxx")
      .replace(/[\u0080-\u07ff]/g, "xx").length;
  }

  /** What a message is about, in as few words as possible. */
  function gist(message) {
    var body = message.body || {};
    if (body.error) return body.error;
    if (body.eval_code)
      return (
        body.eval_code +
        (body.method ? "." + body.method + "(" + JSON.stringify(body.options[0]) + ", …)" : "")
      );
    if ("result" in body) return JSON.stringify(body.result);
    return body.callback_args ? ((body.callback_args[0] && body.callback_args[0].type) || "") + " event" : "";
  }

  function nameOf(node) {
    return node || "server";
  }

  function addMessage(direction, message) {
    var text = JSON.stringify(message);
    var since = now();
    // How often the page itself asks for the time of a round trip is not what is shown here.
    if (HIDDEN.test(message.message_type) || message.to === message.from) return;
    if (direction === "sent") asked[message.message_id] = since;
    var question = asked[message.body && message.body.in_reply_to];
    var $row = $('<tr class="wire-row">').addClass(direction);
    $("<td>")
      .text(direction === "sent" ? "→ " + nameOf(message.to) : "← " + nameOf(message.from))
      .appendTo($row);
    $("<td>").append($("<code>").text(message.message_type)).appendTo($row);
    $('<td class="wire-gist">')
      .append($("<code>").text(gist(message)).attr("title", text))
      .appendTo($row);
    $('<td class="wire-number">')
      .text(bytesOf(text) + " B")
      .appendTo($row);
    $('<td class="wire-number">')
      .text(
        question === undefined || direction === "sent"
          ? "at " + Math.round(since - began) + " ms"
          : Math.max(1, Math.round(since - question)) + " ms later"
      )
      .appendTo($row);
    $row.appendTo("#wire");
    $("#wire").children().slice(0, -MOST).remove();
    var box = $("#wire-box")[0];
    box.scrollTop = box.scrollHeight;
  }

  /** Begins a new list. */
  function clearWire() {
    began = now();
    asked = {};
    $("#wire").empty();
  }

  // They scroll, also by keys.
  $("#wire-box, .frames").attr("tabindex", 0);
  $.jqluster.on("message", addMessage);
  window.demo = $.extend(window.demo || {}, { clearWire: clearWire });
})(jQuery);
