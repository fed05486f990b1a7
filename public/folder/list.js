// The list of the pages of a folder: who is on each page now, and the list anew when a page comes or goes.
(function () {
  "use strict";

  var RETRY = 1000;
  var items = document.querySelectorAll("[data-page]");

  function connect() {
    var scheme = location.protocol === "https:" ? "wss://" : "ws://";
    var socket = new WebSocket(scheme + location.host + "/jqluster/live");
    socket.onmessage = function (event) {
      var message = JSON.parse(event.data);
      if (message.list) location.reload();
      if (message.visitors) show(message.visitors);
    };
    socket.onclose = function () {
      setTimeout(connect, RETRY);
    };
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
    return here.nodes.length === 0 ? count : count + ", as " + here.nodes.join(", ");
  }

  if (typeof WebSocket !== "undefined") connect();
})();
