// A phone in the audience: it votes, and sends reactions to the screen, which writes the rest here.
(function ($) {
  "use strict";

  var me = demo.visitor();

  // #region This page is one of the audience
  $.jqluster.init(demo.node("audience"), demo.transport, demo.options({ room: demo.room() }));
  var $screen = $.jqluster(demo.node("screen"));
  // #endregion

  // #region What is tapped here happens there
  $(".reaction").on("click", function () {
    $screen("#" + this.value).trigger("react");
  });

  $("#choices button").on("click", function () {
    $screen(".poll li").eq($(this).index()).trigger("vote", [me]);
  });
  // #endregion

  // All votes are told to all: each phone finds its own among them.
  $("#choices button").on("votes", function (_event, votes) {
    $(this).attr("aria-pressed", String(votes[me] === $(this).index()));
  });

  $screen.watch(function (isThere) {
    $("#audience").toggleClass("waiting", !isThere);
  });
})(jQuery);
