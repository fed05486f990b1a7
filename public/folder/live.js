// Added to each page of a served folder: tells who is on the page, and follows the files that it is made of.
// Written in ES5, since the pages that it is added to run in old browsers as well.
(function () {
  "use strict";

  var RETRY = 1000;
  var scripts = document.getElementsByTagName("script");
  // Where the service is: at "/", or below a prefix where a proxy has it there.
  var own = /^([^?]*\/)jqluster\/folder\/live\.js\?(.*)$/.exec(scripts[scripts.length - 1].src) || [
    "",
    "",
    "",
  ];
  var start = own[1];
  var query = own[2];
  var page = parameter("page");
  var since = parameter("since");
  var stamps = 0;
  var socket;
  var timer;

  // A page may be put into another one, with this script at its end.
  if (window.jqlusterLive || typeof WebSocket === "undefined") return;
  window.jqlusterLive = true;

  function parameter(name) {
    var found = new RegExp("(?:^|&)" + name + "=([^&]*)").exec(query);
    return found ? decodeURIComponent(found[1]) : "";
  }

  function connect() {
    clearTimeout(timer);
    var place = "jqluster/live?page=" + encodeURIComponent(page) + "&since=" + since;
    socket = new WebSocket(start.replace(/^http/, "ws") + place);
    socket.onopen = tellNode;
    socket.onmessage = function (event) {
      var message = JSON.parse(event.data);
      since = message.now;
      message.changed.forEach(follow);
    };
    socket.onclose = function () {
      timer = setTimeout(connect, RETRY);
    };
  }

  function tellNode() {
    var plugin = window.jQuery && window.jQuery.jqluster;
    var state = plugin ? plugin.state() : {};
    if (socket.readyState === 1) socket.send((state.nodeId || "") + "\n" + (state.room || ""));
  }

  /** A changed style is put in place; anything else that the page uses has it loaded again. */
  function follow(path) {
    if (path === page) reload();
    else if (!replaceStyle(path) && uses(path)) reload();
  }

  function reload() {
    socket.onclose = null;
    location.reload();
  }

  function replaceStyle(path) {
    var found = list(document.getElementsByTagName("link")).filter(function (link) {
      return /\bstylesheet\b/i.test(link.rel) && isMadeOf(link, path);
    });
    found.forEach(putAnew);
    return found.length > 0;
  }

  function isMadeOf(link, path) {
    return pathOf(link.href) === path || imports(link.sheet, path);
  }

  /** Whether a style imports another, itself or by what it imports. */
  function imports(sheet, path) {
    return rulesOf(sheet).some(function (rule) {
      var imported = rule.styleSheet;
      return imported && (pathOf(imported.href) === path || imports(imported, path));
    });
  }

  function rulesOf(sheet) {
    try {
      return list((sheet && sheet.cssRules) || []);
    } catch (_foreign) {
      // Styles of other sites cannot be looked into, and are not in the folder.
      return [];
    }
  }

  /** The old style stays until the new one is there, so that the page is at no time without. */
  function putAnew(old) {
    var link = old.cloneNode();
    stamps += 1;
    link.href = old.href.replace(/([?&])jqluster=[^&#]*&?|#.*$/g, "$1").replace(/[?&]$/, "");
    link.href += (link.href.indexOf("?") < 0 ? "?" : "&") + "jqluster=" + since + "." + stamps;
    link.onload = link.onerror = function () {
      if (old.parentNode) old.parentNode.removeChild(old);
    };
    old.parentNode.insertBefore(link, old.nextSibling);
  }

  /** Whether the page has loaded a file, also by a script or a style. */
  function uses(path) {
    var hasTimings = window.performance && performance.getEntriesByType;
    var loaded = hasTimings ? performance.getEntriesByType("resource") : [];
    return (
      loaded.some(function (entry) {
        return pathOf(entry.name) === path;
      }) ||
      list(scripts).some(function (script) {
        return pathOf(script.src) === path;
      })
    );
  }

  function list(items) {
    return Array.prototype.slice.call(items);
  }

  /** The path of an address of the service; "" for others. */
  function pathOf(address) {
    if (!address || address.indexOf(start) !== 0) return "";
    return decodeURIComponent(address.slice(start.length - 1).replace(/[?#].*$/, ""));
  }

  if (window.jQuery && window.jQuery.jqluster) window.jQuery.jqluster.on("connect", tellNode);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && socket.readyState === 3) connect();
  });
  connect();
})();
