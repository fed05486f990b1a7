// The home page: two framed pages, who is there, and the way in for phones.
(function ($) {
  "use strict";

  /** What the first sign of a code stands for. */
  var PAGES = { H: "/pane", R: "/remote", A: "/audience", C: "/chat", D: "/draw", G: "/pad" };
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

  $("#alice").attr("src", demo.link("/pane", { me: alice, peer: bob }));
  $("#bob").attr("src", demo.link("/pane", { me: bob, peer: alice }));
  $("#lines").append(demo.highlight(LINES).contents());
  demo.pair("#pairing", demo.link("/pane", { me: bob, peer: alice }), "H" + room);

  $("#enter").on("submit", function (event) {
    event.preventDefault();
    var code = $("#code").val().toUpperCase().replace(/\s/g, "");
    var path = PAGES[code.charAt(0)];
    var entered = code.slice(1);
    if (!path || entered.length !== 4) {
      demo.notice("A code has five signs, such as HK7PX.");
      return;
    }
    var names = { me: "Bob " + entered, peer: "Alice " + entered };
    location.assign(demo.link(path, path === "/pane" ? names : { room: entered }));
  });
})(jQuery);
