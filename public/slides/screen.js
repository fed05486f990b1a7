// The screen: it shows the deck, and knows all there is to know about the talk.
(function ($) {
  "use strict";

  var REACTIONS = ["heart", "star", "laugh", "question"];
  var talk = demo.kept(demo.room(), { at: 0, votes: {}, reactions: {}, clock: { since: 0, before: 0 } });
  var $slides = $("#deck .slide");

  // #region This page is the screen
  $.jqluster.init(demo.node("screen"), demo.transport, demo.options());
  // #endregion

  // #region Remotes and phones trigger these events from afar, as a button of this page would
  $("#deck")
    .on("go", function (_event, by) {
      talk.at = Math.max(0, Math.min($slides.length - 1, talk.at + by));
      tell();
    })
    .on("vote", function (_event, voter, choice) {
      var poll = pollOf($slides.eq(talk.at));
      if (!poll || !poll.choices[choice]) return;
      talk.votes[poll.id] = talk.votes[poll.id] || {};
      talk.votes[poll.id][voter] = choice;
      tell();
    })
    .on("react", function (_event, name) {
      if (REACTIONS.indexOf(name) < 0) return;
      talk.reactions[name] = (talk.reactions[name] || 0) + 1;
      fly(name);
      tell();
    })
    .on("clock", function (_event, what) {
      var clock = talk.clock;
      clock.before = what === "reset" ? 0 : elapsed();
      clock.since = what === "reset" || clock.since ? 0 : Date.now();
      tell();
    });

  $("#previous, #next").on("click", function () {
    $("#deck").trigger("go", [Number(this.value)]);
  });
  // #endregion

  // #region What the others are to know: they read it when they come, and hear of it from then on
  function tell() {
    show();
    $("#deck").data("talk", stateForOthers()).trigger("talk", [stateForOthers()]);
  }
  // #endregion

  // #region How many are listening
  $.jqluster(demo.node("audience")).watchPages(function (pages) {
    $("#listeners").text(pages.length + (pages.length === 1 ? " listener" : " listeners"));
  });
  // #endregion

  function elapsed() {
    return talk.clock.before + (talk.clock.since ? Date.now() - talk.clock.since : 0);
  }

  function stateForOthers() {
    var $slide = $slides.eq(talk.at);
    return {
      at: talk.at,
      count: $slides.length,
      title: $slide.find("h2").text(),
      notes: $slide.find(".notes").text(),
      next: $slides
        .eq(talk.at + 1)
        .find("h2")
        .text(),
      poll: pollOf($slide),
      reactions: talk.reactions,
      clock: { runs: talk.clock.since > 0, elapsed: elapsed() },
    };
  }

  /** The question on a slide, its choices, and who voted for what; `null` where there is none. */
  function pollOf($slide) {
    var $poll = $slide.find(".poll");
    if ($poll.length === 0) return null;
    var votes = talk.votes[$poll.attr("id")] || {};
    var choices = $.map($poll.children().get(), function (choice) {
      return { text: $(choice).find("span").text(), votes: 0 };
    });
    $.each(votes, function (_voter, choice) {
      choices[choice].votes += 1;
    });
    return { id: $poll.attr("id"), choices: choices, votes: votes };
  }

  function show() {
    $slides.each(function (index) {
      $(this)
        .toggleClass("current", index === talk.at)
        .toggleClass("past", index < talk.at)
        .attr("aria-hidden", String(index !== talk.at));
      showPoll($(this), pollOf($(this)));
    });
    $("#place").text(talk.at + 1 + " / " + $slides.length);
    $("#previous").prop("disabled", talk.at === 0);
    $("#next").prop("disabled", talk.at === $slides.length - 1);
    $("#tally").empty();
    $.each(REACTIONS, function (_index, name) {
      if (!talk.reactions[name]) return;
      $('<li class="tally-entry">')
        .append($("<img>").attr({ src: "demos/slides/" + name + ".svg", alt: name }))
        .append($("<span>").text(talk.reactions[name]))
        .appendTo("#tally");
    });
    demo.keep(demo.room(), talk);
  }

  function showPoll($slide, poll) {
    if (!poll) return;
    var most = 1;
    $.each(poll.choices, function (_index, choice) {
      most = Math.max(most, choice.votes);
    });
    $slide.find(".poll li").each(function (index) {
      var votes = poll.choices[index].votes;
      $(this).find("b").text(votes);
      $(this)
        .find(".share")
        .css("transform", "scaleX(" + votes / most + ")");
    });
  }

  function fly(name) {
    var $flying = $('<img class="flying" alt="">').attr("src", "demos/slides/" + name + ".svg");
    $flying.css("left", 62 + Math.random() * 32 + "%").on("animationend", function () {
      $flying.remove();
    });
    $flying.appendTo("#stage");
  }

  $(document).on("keydown", function (event) {
    var by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[demo.keyOf(event)];
    if (by && !$(event.target).is("input, textarea, .touchpad")) $("#deck").trigger("go", [by]);
  });
  $("#full").on("click", function () {
    var stage = $("#stage")[0];
    var show = stage.requestFullscreen || stage.webkitRequestFullscreen;
    if (show) show.call(stage);
    else demo.notice("This browser cannot show it on the full screen.");
  });
  tell();
  demo.together(["remote", "audience"]);
  if (demo.single) return;
  demo.pair("#pair-remote", demo.link("remote", { room: demo.room() }), "R" + demo.room());
  demo.pair("#pair-audience", demo.link("audience", { room: demo.room() }), "A" + demo.room());
})(jQuery);
