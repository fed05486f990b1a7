// What a page cannot do in a browser is said in one line above it. Without jQuery, since that may be what is missing.
(function () {
  "use strict";

  var demo = window.demo || {};
  window.demo = demo;

  /** Says a sentence above the page, for good. */
  demo.cannot = function (sentence) {
    var main = document.getElementsByTagName("main")[0];
    var line = document.createElement("p");
    line.className = "cannot";
    line.setAttribute("role", "status");
    line.appendChild(document.createTextNode(sentence));
    main.parentNode.insertBefore(line, main);
  };

  if (!window.jQuery || !window.jQuery.jqluster) {
    demo.cannot("This page needs jQuery and jQluster, which this browser did not load or cannot run.");
  }
})();
