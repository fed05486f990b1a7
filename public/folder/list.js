// The list of the pages of a folder: who is on each page now, and the list anew when a page comes or goes.
(function () {
  "use strict";

  var RETRY = 1000;
  var scripts = document.getElementsByTagName("script");
  // Where the service is: at "/", or below a prefix where a proxy has it there.
  var start = scripts[scripts.length - 1].src.replace(/jqluster\/folder\/list\.js$/, "");
  var items = document.querySelectorAll("[data-page]");

  function connect() {
    var socket = new WebSocket(start.replace(/^http/, "ws") + "jqluster/live");
    socket.onmessage = function (event) {
      var message = JSON.parse(event.data);
      if (message.list) location.reload();
      if (message.visitors) show(message.visitors);
    };
    socket.onclose = function () {
      setTimeout(connect, RETRY);
    };
  }

  /** Behind a proxy the service cannot know by which address it is opened. */
  function correctAddress(item) {
    var link = item.querySelector("a").href;
    var address = item.querySelector(".address");
    var code = item.querySelector(".code");
    if (address.textContent.replace(/^https?:\/\/([^/]*).*$/, "$1") !== location.host) return;
    if (address.textContent === link) return;
    address.textContent = link;
    if (!code) return;
    code.src = start + "pair/qr.svg?to=" + encodeURIComponent(link);
    code.alt = "QR code of " + link;
  }

  function show(visitors) {
    Array.prototype.forEach.call(items, function (item) {
      var here = visitors[item.getAttribute("data-page")];
      var who = item.querySelector(".who");
      who.textContent = here ? sentence(here) : "nobody is on it";
      who.className = here ? "who here" : "who";
    });
  }

  function sentence(here) {
    var count = here.count === 1 ? "open once" : "open " + here.count + " times";
    var names = here.nodes.length === 0 ? "" : ", as " + here.nodes.join(", ");
    // Their names may be secrets.
    var rooms = here.rooms === 0 ? "" : here.rooms === 1 ? ", in a room" : ", in " + here.rooms + " rooms";
    return count + names + rooms;
  }

  Array.prototype.forEach.call(items, correctAddress);
  if (typeof WebSocket !== "undefined") connect();
})();
