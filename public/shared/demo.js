// What all demo pages share: their parameters, the room that they are in, what a tab keeps, and notices.
// Written in ES5, since the pages that use it run in old browsers as well.
(function ($) {
  "use strict";

  // Without vowels, so that no words come about, and without what looks alike.
  var ROOM_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789";
  var NAMES = ["Otter", "Heron", "Badger", "Lynx", "Wren", "Newt", "Finch", "Hare", "Marten", "Toad"];
  /** Numbers of keys, for engines that do not tell their names. */
  var KEYS = { 13: "Enter", 27: "Escape", 32: " ", 33: "PageUp", 34: "PageDown" };
  var ARROWS = { 37: "ArrowLeft", 38: "ArrowUp", 39: "ArrowRight", 40: "ArrowDown" };
  var forced = parameter("transport") === "polling";
  var single = parameter("single") !== "";
  /** The room of this page: a short code. */
  var code = parameter("room");
  /** Where the service is: below a prefix, where a proxy has it there. All pages of demos stand beside each other. */
  var folder = location.pathname.replace(/[^/]*$/, "");
  var noticeTimer;

  /** A parameter of the page's address, or "". */
  function parameter(name) {
    var found = new RegExp("[?&]" + name + "=([^&]*)").exec(location.search);
    return found ? decodeURIComponent(found[1].replace(/\+/g, " ")) : "";
  }

  /** The address of a page in the room of this one, with parameters; a forced transport is handed on. */
  function link(path, parameters) {
    var all = $.extend({}, parameters, forced ? { transport: "polling" } : {});
    if (code !== "") all = $.extend({ room: code }, all);
    var query = $.param(all);
    return query === "" ? path : path + "?" + query;
  }

  /** The short code in the address, or a new one that is put there: the name of the room that this page is in. */
  function room() {
    if (code !== "") return code;
    while (code.length < 4) code += ROOM_LETTERS.charAt(Math.floor(Math.random() * ROOM_LETTERS.length));
    var address = location.pathname + location.search + (location.search ? "&" : "?") + "room=" + code;
    if (history.replaceState) history.replaceState(null, "", address + location.hash);
    return code;
  }

  /** The name of a part of a demo, such as "screen"; where all is on one page, all have one name. */
  function node(part) {
    return single ? "everybody" : part;
  }

  /** The room in the address, and what the switch in the bar says about the connection, beside options of the page's own. */
  function options(own) {
    var here = folder === "/" ? {} : { path: folder + "socket.io" };
    return $.extend(here, code && { room: code }, forced && { transports: ["polling"] }, own);
  }

  /** Keeps a value for this tab, so that a reload does not lose it. */
  function keep(name, value) {
    try {
      sessionStorage.setItem(location.pathname + name, JSON.stringify(value));
    } catch (_full) {
      // The page works without; it just begins anew after a reload.
    }
  }

  /** What was kept, or `fallback`. */
  function kept(name, fallback) {
    try {
      return JSON.parse(sessionStorage.getItem(location.pathname + name)) || fallback;
    } catch (_none) {
      return fallback;
    }
  }

  /** Who this visitor is: the same after a reload. */
  function visitor() {
    var id = kept("visitor", "");
    while (id.length < 8) id += ROOM_LETTERS.charAt(Math.floor(Math.random() * ROOM_LETTERS.length));
    keep("visitor", id);
    return id;
  }

  /** A name for a visitor who has not said theirs: the same after a reload. */
  function visitorName() {
    var name = kept("name", NAMES[Math.floor(Math.random() * NAMES.length)]);
    keep("name", name);
    return name;
  }

  /** Calls `act` with what was given last, at most once in so many milliseconds. */
  function throttle(wait, act) {
    var timer;
    var last = 0;
    return function (first, second) {
      clearTimeout(timer);
      timer = setTimeout(
        function () {
          last = Date.now();
          act(first, second);
        },
        Math.max(0, last + wait - Date.now())
      );
    };
  }

  /** A time in seconds as on a clock, such as 1:05. */
  function clock(seconds) {
    return Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2);
  }

  /** The name of the key that was pressed. */
  function keyOf(event) {
    return event.key || KEYS[event.which] || ARROWS[event.which];
  }

  /** Engines without custom properties get plain looks, which stand beside the others. */
  function addPlainLooks() {
    if (window.CSS && CSS.supports && CSS.supports("--any", "0")) return;
    var added = {};
    $('link[rel="stylesheet"]').each(function () {
      var address = this.getAttribute("href").replace(/[^/]+$/, "plain.css");
      if (added[address]) return;
      added[address] = true;
      $('<link rel="stylesheet">')
        .attr("href", address)
        // What is drawn has been measured by now.
        .on("load", function () {
          $(window).trigger("resize");
        })
        .appendTo("head");
    });
  }

  /** Shows a sentence for some seconds, or for good. */
  function notice(text, stays) {
    var $notice = $(".notice");
    if ($notice.length === 0) $notice = $('<p class="notice" role="status">').appendTo("body");
    $notice.text(text).addClass("shown");
    clearTimeout(noticeTimer);
    if (stays) return;
    noticeTimer = setTimeout(function () {
      $notice.removeClass("shown");
    }, 4000);
  }

  window.demo = $.extend(window.demo || {}, {
    parameter: parameter,
    folder: folder,
    link: link,
    room: room,
    node: node,
    options: options,
    keep: keep,
    kept: kept,
    visitor: visitor,
    visitorName: visitorName,
    throttle: throttle,
    notice: notice,
    clock: clock,
    keyOf: keyOf,
    forced: forced,
    single: single,
    transport: single ? "loopback" : undefined,
  });

  addPlainLooks();
})(jQuery);
