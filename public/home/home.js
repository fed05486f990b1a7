// The home page: two framed pages, who is there, and the way in for phones.
(function ($) {
  "use strict";

  /** What the first sign of a code stands for: the page that it leads to, and the node that shows the code. */
  var PAGES = {
    H: { path: "pane", shown: "home", names: { me: "Bob", peer: "Alice" } },
    R: { path: "remote", shown: "screen" },
    A: { path: "audience", shown: "screen" },
    C: { path: "chat", shown: "chat" },
    D: { path: "draw", shown: "board" },
    G: { path: "pad", shown: "field" },
  };
  var LINES = [
    '$.jqluster.init("Alice");',
    'var $bob = $.jqluster("Bob");',
    "",
    '$("#note").on("input", function () {',
    '  $bob("#note").val(this.value);',
    "});",
  ].join("\n");

  // #region The page around the two is a node of their room as well, and watches them
  function join(node, room) {
    // What carried the last connection: a browser complains of one that is released while it goes over to WebSocket.
    var transport = $.jqluster.state().transport;
    $.jqluster.release();
    return $.jqluster.init(
      node,
      null,
      demo.options($.extend({ room: room, timeout: 0 }, transport && { transports: [transport] }))
    );
  }

  function watch() {
    var joined = join("home", demo.room());
    $.jqluster("Bob").watchPages(function (pages) {
      $("#bob-pages").text(pages.length > 1 ? "on " + pages.length + " pages" : "");
    });
    return joined;
  }
  // #endregion

  watch();
  $("#alice").attr("src", demo.link("pane", { me: "Alice", peer: "Bob" }));
  $("#bob").attr("src", demo.link("pane", { me: "Bob", peer: "Alice" }));
  $("#lines").append(demo.highlight(LINES).contents());
  demo.pair("#pairing", "H", "pane", { me: "Bob", peer: "Alice" });

  // #region A code is the room of a screen, where this page looks whether the screen is there
  function look(page, room) {
    join("visitor", room);
    return $.jqluster(page.shown).pages();
  }

  $("#enter").on("submit", function (event) {
    event.preventDefault();
    var code = $("#code").val().toUpperCase().replace(/\s/g, "");
    var page = PAGES[code.charAt(0)];
    var room = code.slice(1);
    if (code.length !== 5) {
      demo.notice("A code has five signs, such as HK7PX.");
    } else if (!page) {
      demo.notice("No code begins with " + code.charAt(0) + ". Compare it with the one on the other screen.");
    } else if (!$.jqluster.state().connected) {
      demo.notice("Without a connection a code cannot be looked up. Try again when it is back.");
    } else {
      look(page, room).then(
        function (pages) {
          if (pages.length > 0) location.assign(demo.link(page.path, $.extend({ room: room }, page.names)));
          else back("No screen shows the code " + code + ". Is it still open there?");
        },
        function () {
          back("The code could not be looked up. Try again when the connection is back.");
        }
      );
    }
  });

  function back(notice) {
    watch().then(function () {
      demo.notice(notice);
    });
  }
  // #endregion
})(jQuery);
