// How a phone comes in: a QR code, a short code, and what to do where no phone can reach the service.
(function ($) {
  "use strict";

  var LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/i;
  var base;

  /** Calls back with the address under which phones reach the service, or "". */
  function withBase(use) {
    if (!LOOPBACK.test(location.hostname)) {
      use(location.protocol + "//" + location.host + demo.folder);
      return;
    }
    base = base || $.getJSON("pair/");
    base.then(
      function (answer) {
        use(answer.urls[0] || "");
      },
      function () {
        use("");
      }
    );
  }

  /**
   * Shows how another page is opened on a phone.
   *
   * @param at Where to show it.
   * @param letter With it begins the code that leads to the page from the home page.
   * @param page Its address, relative to this page.
   * @param parameters Those of its address, beside the room.
   */
  function pair(at, letter, page, parameters) {
    if (demo.single) return;
    var path = demo.link(page, parameters);
    var $at = $(at).empty().addClass("pairing");
    var $here = $('<a class="button small" target="_blank">')
      .attr("href", path)
      .text("Open it in a window here");
    withBase(function (address) {
      var $text = $('<div class="pairing-text stack">').appendTo($at);
      if (address === "") {
        $text.append(
          $("<p>").text(
            "So far only this computer is let in. Start the service for your network, and a code for phones appears here:"
          ),
          $('<pre class="code">').text("npm start -- --host 0.0.0.0"),
          $("<p>").append($here)
        );
        return;
      }
      var url = address + path;
      $('<img class="pairing-qr" width="168" height="168">')
        .attr({ src: "pair/qr.svg?to=" + encodeURIComponent(url), alt: "QR code of " + url })
        .prependTo($at);
      $text.append(
        $("<p>").text("Scan it with a phone on the same network."),
        $("<p>").append(
          "Or open ",
          $("<b>").text(address.replace(/^https?:\/\/|\/$/g, "")),
          " there and enter the code ",
          $('<b class="pairing-code">').text(letter + demo.room())
        ),
        $("<p>").append($here)
      );
    });
  }

  window.demo = $.extend(window.demo || {}, { pair: pair });
})(jQuery);
