// The playground: snippets that act on three framed pages.
(function ($) {
  "use strict";

  var SNIPPETS = {
    Change:
      '$bob("#box").text("Hello, Bob").css("background", "gold");\n$carol("li").first().addClass("done");',
    Ask: 'var width = await $bob("#box").width();\nshow("Bob’s box is " + width + " pixels wide");\n\n$carol("li").map(function () {\n  return $carol(this).text();\n});',
    Listen:
      '// Press the button on Bob’s page.\n$bob("#go").on("click", function (event) {\n  $bob(this).text("Clicked at " + event.pageX);\n  $alice("#box").text("Bob has pressed");\n});',
    Effects:
      'await $bob("#box").slideUp(400).slideDown(400).promise();\n$alice("#box").text("Bob’s box is back");',
    "Every element":
      '$carol("li").each(function (index) {\n  $carol(this).text("Entry " + (index + 1));\n});',
    Refused:
      '// Script in markup is taken out on the way.\n$bob("#box").html("<b onclick=\'alert(1)\'>bold</b>");\n$bob("#box").html();\n$bob("#box").attr("onclick", "alert(1)").promise();',
  };
  var NAMES = ["Alice", "Bob", "Carol"];

  var room = demo.room();
  var undo = $.noop;

  // #region This page is a node, and the framed ones are three more
  $.jqluster.init("playground", null, demo.options({ room: room }));

  var given = {
    $alice: $.jqluster("Alice"),
    $bob: $.jqluster("Bob"),
    $carol: $.jqluster("Carol"),
    window: window,
    document: document,
    show: show,
  };
  // #endregion

  // #region A snippet is read, and run statement by statement: no eval
  function run() {
    $("#output").empty();
    if (!$.jqluster.state().connected) {
      line("error", "There is no connection. Run it again when it is back.");
      return;
    }
    undo();
    demo.clearWire();
    try {
      undo = demo.runSnippet(demo.parseSnippet($("#snippet").val()), given, tell);
    } catch (error) {
      tell("error", error);
    }
    keepInAddress();
  }

  $.jqluster.on("error", function (error) {
    tell("error", error);
  });
  // #endregion

  function tell(kind, value) {
    var $line;
    if (kind === "error") {
      line("error", value.name + ": " + value.message);
    } else if (demo.isThenable(value)) {
      // Answers stand in the order of the lines that asked, whichever comes first.
      $line = line("result waits", "…");
      value.then(
        function (result) {
          $line.removeClass("waits").text(textOf(result));
        },
        function (error) {
          $line.remove();
          tell("error", error);
        }
      );
    } else if (kind === "awaited" ? value !== null : isData(value)) {
      // What promise() gives is null: it was waited for, and that is all.
      line("result", textOf(value));
    }
  }

  /** Whether it is worth showing: a selection that was acted on is not, nor is what gives nothing. */
  function isData(value) {
    return value !== undefined && typeof value !== "function" && !(value && value.promise);
  }

  function textOf(value) {
    try {
      return String(JSON.stringify(value));
    } catch (_circular) {
      return String(value);
    }
  }

  function show(value) {
    line("shown", typeof value === "string" ? value : textOf(value));
  }

  function line(kind, text) {
    return $("<li>").addClass(kind).text(text).appendTo("#output");
  }

  function hash() {
    return "#" + encodeURIComponent($("#snippet").val());
  }

  /** Replaces the address before: going back leads to the page before, not to the snippet. */
  function keepInAddress() {
    if (history.replaceState) history.replaceState(null, "", location.pathname + location.search + hash());
    else location.replace(hash());
  }

  function openPages() {
    $.each(NAMES, function (_index, name) {
      $("#" + name.toLowerCase()).attr("src", demo.link("target", { me: name }));
    });
  }

  $.each(SNIPPETS, function (title, text) {
    $('<button type="button" class="button small">')
      .text(title)
      .on("click", function () {
        $("#snippet").val(text).trigger("focus");
      })
      .appendTo("#snippets");
  });
  $("#run").on("click", run);
  $("#anew").on("click", function () {
    undo();
    undo = $.noop;
    $.each([given.$alice, given.$bob, given.$carol], function (_index, $page) {
      $page(document).trigger("anew");
    });
  });
  $("#snippet").on("keydown", function (event) {
    if (demo.keyOf(event) !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  $("#share").on("click", function () {
    // Without the room: whoever opens it has pages of their own.
    demo.copy(
      location.protocol + "//" + location.host + location.pathname + hash(),
      $(this),
      function (isCopied) {
        if (!isCopied) keepInAddress();
        demo.notice(isCopied ? "The link is copied." : "The address of this page now has the snippet.");
      }
    );
  });

  var shared = "";
  try {
    shared = decodeURIComponent(location.hash.slice(1));
  } catch (_broken) {
    demo.notice("The link is broken: its snippet cannot be read.");
  }
  $("#snippet").val(shared || SNIPPETS.Change);
  openPages();
})(jQuery);
