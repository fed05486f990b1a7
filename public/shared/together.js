// Single-screen mode: the other halves of a demo come onto this page, which then talks to itself.
(function ($) {
  "use strict";

  /** Calls back with a page, parsed. */
  function fetchPage(path, use) {
    $.get(path, null, null, "html").done(function (markup) {
      // Its scripts do not run and its images are not loaded. DOMParser reads no HTML in older browsers.
      var page = document.implementation.createHTMLDocument("");
      page.documentElement.innerHTML = markup;
      use(page);
    });
  }

  /** Runs scripts one after the other. */
  function run(addresses, done) {
    if (addresses.length === 0) {
      done();
      return;
    }
    var script = document.createElement("script");
    script.src = addresses[0];
    script.onload = function () {
      run(addresses.slice(1), done);
    };
    document.body.appendChild(script);
  }

  /** Shows the other pages of a demo within this one, when single-screen mode is on, and calls when one is there. */
  function together(paths, done) {
    if (!demo.single) return;
    $("body").addClass("single");
    $(".together").empty();
    $.each(paths, function (_index, path) {
      var $place = $('<section class="card window-part">').appendTo(".together");
      fetchPage(path, function (page) {
        var $main = $(page).find("main");
        $("<div>")
          .attr({ id: $main.attr("id"), class: $main.attr("class") })
          .append($main.children().not("h1"))
          .appendTo($place);
        var scripts = $(page).find("script").get();
        run(
          $.map(scripts, function (script) {
            var address = script.getAttribute("src");
            return $('script[src="' + address + '"]').length ? null : address;
          }),
          done
        );
      });
    });
  }

  window.demo = $.extend(window.demo || {}, { together: together });
})(jQuery);
