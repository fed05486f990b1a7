// The screen: it shows the deck, and writes on remotes and phones what they show.
(function ($) {
  "use strict";

  /** The slide that is shown, who voted for which choice, how often each reaction came, and the clock. */
  var talk = { at: 0, votes: {}, reactions: {}, since: 0, before: 0 };
  /** Until this page knows what it showed before it was loaded again. */
  var isNew = true;
  var $slides = $("#deck .slide");

  // #region This page is the screen; the code on it is the room
  $.jqluster.init(demo.node("screen"), demo.transport, demo.options({ room: demo.room() }));
  var $screen = $.jqluster(demo.node("screen"));
  var $remotes = $.jqluster(demo.node("remote"));
  var $phones = $.jqluster(demo.node("audience"));
  // #endregion

  // #region Remotes and phones trigger these events from afar, as a button of this page would
  $("#deck").on("go", function (_event, by) {
    talk.at = Math.max(0, Math.min($slides.length - 1, talk.at + by));
    show();
  });
  // #endregion

  $(".poll li").on("vote", function (_event, voter) {
    talk.votes[voter] = $(this).index();
    show();
  });

  $("#tally li").on("react", function () {
    talk.reactions[this.id] = (talk.reactions[this.id] || 0) + 1;
    fly($(this).find("img"));
    show();
  });

  $("#deck").on("clock", function (_event, what) {
    talk.before = what === "reset" ? 0 : elapsed();
    talk.since = what === "reset" || talk.since ? 0 : Date.now();
    show();
  });

  // #region What is kept holds for pages that come later too: this one, loaded again, is one of them
  function write($there, at, text) {
    $there.keep(at)(at).text(text);
  }

  var tell = demo.throttle(50, function () {
    if (isNew || !$.jqluster.state().connected) return;
    var $slide = $slides.eq(talk.at);
    var $next = $slides.eq(talk.at + 1);
    var place = "Slide " + (talk.at + 1) + " of " + $slides.length;
    $screen.keep("talk")("#deck").trigger("talk", [talk]);
    write($remotes, "#now-at", place);
    write($remotes, "#now", $slide.find("h2").text());
    write($remotes, "#notes", $slide.find(".notes").text());
    write($remotes, "#after", $next[0] ? "Next: " + $next.find("h2").text() : "This is the last slide.");
    write($remotes, "#clock-toggle", talk.since ? "Pause" : "Start");
    write($phones, "#seen-at", place);
    write($phones, "#seen", $slide.find("h2").text());
    $phones.keep("voting")("#voting").prop("hidden", !$slide.has(".poll")[0]);
    $phones.keep("votes")("#choices button").trigger("votes", [talk.votes]);
    $("#stage .count").each(function (index) {
      write($phones, "#count-" + index, $(this).text());
    });
    tellTime();
  });

  $("#deck").one("talk", function (_event, kept) {
    talk = kept;
  });

  $.jqluster.on("connect", function () {
    $screen.kept().then(function () {
      $("#deck").off("talk");
      isNew = false;
      show();
    });
  });
  // #endregion

  function tellTime() {
    write($remotes, "#clock", demo.clock(Math.floor(elapsed() / 1000)));
  }

  setInterval(function () {
    if (talk.since && $.jqluster.state().connected) tellTime();
  }, 500);

  function elapsed() {
    return talk.before + (talk.since ? Date.now() - talk.since : 0);
  }

  $phones.watchPages(function (pages) {
    $("#listeners").text(pages.length + (pages.length === 1 ? " listener" : " listeners"));
  });

  function show() {
    var voters = Object.keys(talk.votes);
    $slides.removeClass("current past").attr("aria-hidden", "true");
    $slides.slice(0, talk.at).addClass("past");
    $slides.eq(talk.at).addClass("current").attr("aria-hidden", "false");
    $(".poll li").each(function (index) {
      var votes = voters.filter(function (voter) {
        return talk.votes[voter] === index;
      }).length;
      $(this).find(".count").text(votes);
      $(this)
        .find(".share")
        .css("transform", "scaleX(" + (votes / voters.length || 0) + ")");
    });
    $.each(talk.reactions, function (name, count) {
      $("#" + name).prop("hidden", false);
      $("#" + name + " .count").text(count);
    });
    $("#place").text(talk.at + 1 + " / " + $slides.length);
    tell();
  }

  function fly($image) {
    var $flying = $image.clone().attr("alt", "").addClass("flying").appendTo("#stage");
    $flying.css("left", 62 + Math.random() * 32 + "%").on("animationend", function () {
      $flying.remove();
    });
  }

  $("#previous, #next").on("click", function () {
    $("#deck").trigger("go", [Number(this.value)]);
  });
  $(document).on("keydown", function (event) {
    var by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[demo.keyOf(event)];
    if (by && !$(event.target).is("input, textarea, .touchpad")) $("#deck").trigger("go", [by]);
  });
  var full = $("#stage")[0].requestFullscreen || $("#stage")[0].webkitRequestFullscreen;
  $("#full")
    .prop("hidden", !full)
    .on("click", function () {
      full.call($("#stage")[0]);
    });
  show();
  demo.together(["remote", "audience"], tell);
  demo.pair("#pair-remote", "R", "remote");
  demo.pair("#pair-audience", "A", "audience");
})(jQuery);
