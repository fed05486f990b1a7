// The screen with the field. Phones steer here; this page writes into theirs what they need to know.
(function ($) {
  "use strict";

  /** The time of a frame where the browser tells of none, in milliseconds. */
  var FRAME = 16;
  var rules = demo.rules;
  var game = rules.newGame();
  var field = demo.field($("#tiles")[0], $("#players")[0], game);
  /** Until this page knows how the game stood before it was loaded again. */
  var isNew = true;

  // #region This page is the screen, and all controllers are one node; the code on the screen is the room
  $.jqluster.init(demo.node("field"), demo.transport, demo.options({ room: demo.room() }));
  var $field = $.jqluster(demo.node("field"));
  var $pads = $.jqluster(demo.node("pad"));
  // #endregion

  // #region What controllers do happens here
  $("#field").on("join", function (_event, id, name, page) {
    rules.join(game, id, name, page);
    show();
  });

  $("#field").on("steer", function (_event, id, x, y) {
    rules.steer(game, id, x, y);
  });
  // #endregion

  $("#start").on("click", function () {
    rules.start(game);
    show();
  });

  $pads.watchPages(function (pages) {
    rules.setPages(game, pages);
    show();
  });

  // #region What is kept holds for pages that come later too: this one, loaded again, is one of them
  function tell() {
    if (isNew || !$.jqluster.state().connected) return;
    $field.keep("game")("#field").trigger("game", [game]);
    $pads.keep("left")("#left").text($("#time").text());
    $pads.keep("result")("#result").text(rules.result(game));
    $.each(game.players, function (_index, player) {
      if (!player.isHere) return;
      var $pad = $pads.page(player.page)("#pad");
      $pad.attr("data-colour", player.colour).find("#score").text(rules.score(game, player));
    });
  }

  $("#field").one("game", function (_event, kept) {
    $.extend(game, kept);
  });

  $.jqluster.on("connect", function () {
    $field.kept().then(function () {
      $("#field").off("game");
      isNew = false;
      show();
    });
  });
  // #endregion

  function showScores() {
    $("#time").text(demo.clock(Math.ceil(game.left)));
    $("#result-here").text(rules.result(game));
    $("#start").text(game.isRunning ? "Begin again" : "Start");
    $("#field").toggleClass("running", game.isRunning);
    $("#scores").empty();
    $.each(rules.ranking(game), function (_index, player) {
      var $name = $('<span class="grow">').text(player.name);
      var $score = $('<li class="score">').attr("data-colour", player.colour).appendTo("#scores");
      $score.toggleClass("away", !player.isHere);
      $score.append('<i class="score-dot">', $name, $("<b>").text(rules.score(game, player)));
    });
    tell();
  }

  function show() {
    field.show();
    showScores();
  }

  var last = 0;
  var frames = 0;
  var second = 0;

  /** One frame: everybody moves as far as the time since the last one allows. */
  function frame(now) {
    var wasRunning = game.isRunning;
    rules.advance(game, Math.min(0.1, (now - (last || now)) / 1000));
    last = now;
    frames += 1;
    field.paint();
    if (now - second > 1000 || game.isRunning !== wasRunning) {
      $("#frames").text(Math.round((frames * 1000) / (now - second)) + " frames a second");
      second = now;
      frames = 0;
      if (wasRunning) showScores();
    }
    nextFrame();
  }

  function nextFrame() {
    if (window.requestAnimationFrame) requestAnimationFrame(frame);
    else setTimeout(frame, FRAME, Date.now() + FRAME);
  }

  $(window).on("resize", field.show);
  // Names are wider or narrower once their letters are there.
  if (document.fonts) document.fonts.ready.then(field.show);
  show();
  nextFrame();
  demo.together(["pad"], tell);
  demo.pair("#pair", "G", "pad");
})(jQuery);
