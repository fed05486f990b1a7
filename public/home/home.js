// The home page: two framed pages, who is there, and the way in for phones.
(function ($) {
  "use strict";

  /** What the first sign of a code stands for: the page that it leads to, and the node that shows the code. */
  var PAGES = {
    H: { path: "pane", shown: "home" },
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

  var room = demo.room();
  var alice = "Alice " + room;
  var bob = "Bob " + room;

  // #region The page around the two is a node as well, and watches them
  $.jqluster.init("home " + room, null, demo.options());

  $.jqluster(bob).watchPages(function (pages) {
    $("#bob-pages").text(pages.length > 1 ? "on " + pages.length + " pages" : "");
  });
  // #endregion

  $("#alice").attr("src", demo.link("pane", { me: alice, peer: bob }));
  $("#bob").attr("src", demo.link("pane", { me: bob, peer: alice }));
  $("#lines").append(demo.highlight(LINES).contents());
  demo.pair("#pairing", demo.link("pane", { me: bob, peer: alice }), "H" + room);

  function follow(path, entered) {
    var names = { me: "Bob " + entered, peer: "Alice " + entered };
    location.assign(demo.link(path, path === "pane" ? names : { room: entered }));
  }

  // #region A code leads to a page, if the screen that shows it is there
  $("#enter").on("submit", function (event) {
    event.preventDefault();
    var code = $("#code").val().toUpperCase().replace(/\s/g, "");
    var page = PAGES[code.charAt(0)];
    var entered = code.slice(1);
    if (code.length !== 5) {
      demo.notice("A code has five signs, such as HK7PX.");
    } else if (!page) {
      demo.notice("No code begins with " + code.charAt(0) + ". Compare it with the one on the other screen.");
    } else {
      $.jqluster(page.shown + " " + entered)
        .pages()
        .then(
          function (pages) {
            if (pages.length > 0) follow(page.path, entered);
            else demo.notice("No screen shows the code " + code + ". Is it still open there?");
          },
          function () {
            demo.notice("Without a connection a code cannot be looked up. Try again when it is back.");
          }
        );
    }
  });
  // #endregion
})(jQuery);
