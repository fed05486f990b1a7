// A page for others to play with. Pages of one name look alike, also when one comes late or was away.
(function ($) {
  "use strict";

  var me = demo.parameter("me") || "Bob";
  var kept = demo.kept(me + demo.parameter("room"), null);
  var keepSoon = demo.throttle(200, keep);
  var unused;

  /** How much was done to the pages of this name, as far as this page knows. */
  function heard() {
    return $(document).data("heard") || 0;
  }

  // #region This page lets others do what they like
  $.jqluster.init(me, null, demo.options());
  var $us = $.jqluster(me);
  // #endregion

  // #region Who has heard more than another page, makes that one look alike
  $.jqluster.on("message", function (direction, message) {
    if (direction !== "received" || message.message_type !== "select_and_get" || message.to_page) return;
    $(document).data("heard", heard() + 1);
    keepSoon();
  });

  function compare($page) {
    $page(document)
      .data("heard")
      .then(function (theirs) {
        if (heard() > (theirs || 0)) give($page);
        // It may not have been told that this page was away.
        else if (heard() < theirs) $page(document).trigger("lack", [$.jqluster.state().pageId]);
      }, $.noop);
  }

  function give($page) {
    $page("main")
      .children()
      .length.then(function (count) {
        demo.dress($page, demo.likeness(), count);
        $page(document).data("heard", heard());
      }, $.noop);
  }

  $(document).on("lack", function (_event, page) {
    give($us.page(page));
  });

  $us.watchPages(function (pages) {
    $.each(pages, function (_index, page) {
      if (page !== $.jqluster.state().pageId) compare($us.page(page));
    });
  });
  // #endregion

  // #region All begin anew
  $(document).on("anew", function () {
    if (document.body) demo.dress($, unused, demo.parts().length);
    else location.reload();
  });
  // #endregion

  /** So that a reload shows what was shown before, also where nobody else has this name. */
  function keep() {
    if (document.body) demo.keep(me + demo.parameter("room"), { heard: heard(), look: demo.likeness() });
  }

  $(window).on("pagehide", keep);
  $("#title").text(me);
  unused = demo.likeness();
  if (kept) {
    demo.dress($, kept.look, demo.parts().length);
    $(document).data("heard", kept.heard);
  }
})(jQuery);
