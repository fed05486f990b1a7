// A phone in the audience: it votes, and sends reactions to the screen.
(function ($) {
  "use strict";

  var me = demo.visitor();

  // #region This page is one of the audience
  $.jqluster.init(demo.node("audience"), demo.transport, demo.options());
  var $screen = $.jqluster(demo.node("screen"));
  // #endregion

  // #region What is tapped here happens there
  $(".reaction").on("click", function () {
    $screen("#deck").trigger("react", [this.value]);
  });

  $("#choices").on("click", "button", function () {
    $screen("#deck").trigger("vote", [me, Number(this.value)]);
  });
  // #endregion

  // #region What the screen knows: now, at each change, and whenever it is back
  $screen("#deck").on("talk", function (_event, talk) {
    show(talk);
  });

  $screen.watchPages(function (pages) {
    $("#audience").toggleClass("waiting", pages.length === 0);
    if (pages.length > 0) $screen("#deck").data("talk").then(show);
  });
  // #endregion

  function show(talk) {
    $("#seen-at").text("Slide " + (talk.at + 1) + " of " + talk.count);
    $("#seen").text(talk.title);
    $("#voting").prop("hidden", !talk.poll);
    $(".reaction").each(function () {
      $(this)
        .find("span")
        .text(talk.reactions[this.value] || 0);
    });
    if (talk.poll) showPoll(talk.poll);
  }

  function showPoll(poll) {
    // The buttons stay as they are, so that the one with the focus keeps it.
    if ($("#choices").data("poll") !== poll.id) {
      $("#choices").data("poll", poll.id).empty();
      $.each(poll.choices, function (index, choice) {
        $('<button type="button" class="button choice-button">')
          .val(index)
          .append($('<span class="grow">').text(choice.text), "<b>")
          .appendTo("#choices");
      });
    }
    $("#choices button").each(function (index) {
      $(this)
        .attr("aria-pressed", String(poll.votes[me] === index))
        .find("b")
        .text(poll.choices[index].votes);
    });
  }
})(jQuery);
