// The screen with the field. Phones steer here; this page writes into theirs what they need to know.
(function ($) {
  "use strict";

  var room = demo.room();
  var game = demo.paintGame(demo.kept(room, null));
  var field = demo.paintField($("#tiles")[0], $("#players")[0], game);

  // #region This page is the screen, and all controllers are one node
  $.jqluster.init(demo.node("field"), demo.transport, demo.options());
  var $pads = $.jqluster(demo.node("pad"));
  // #endregion

  // #region What controllers do happens here
  $("#field").on("join", function (_event, id, name, page) {
    var player = game.join(id, name, page);
    $pads.page(page)("#pad").attr("data-colour", player.colour);
    tellScores();
  });

  $("#field").on("steer", function (_event, id, x, y) {
    game.steer(id, x, y);
  });

  $("#start").on("click", function () {
    game.start();
    field.repaint();
    tellScores();
  });
  // #endregion

  // #region What happens here is written on the controllers
  function tellScores() {
    showScores();
    $pads("#left").text(clock());
    $pads("#result").text(game.result());
    $.each(game.players(), function (_index, player) {
      if (player.here) $pads.page(player.page)("#score").text(player.score);
    });
  }

  $pads.watchPages(function (pages) {
    game.here(pages);
    showScores();
  });
  // #endregion

  function clock() {
    var seconds = Math.ceil(game.left());
    return Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2);
  }

  function showScores() {
    var players = game.players().sort(function (one, other) {
      return other.score - one.score;
    });
    $("#scores")
      .empty()
      .append(
        $.map(players, function (player) {
          return $('<li class="score">')
            .attr("data-colour", player.colour)
            .toggleClass("away", !player.here)
            .append(
              '<i class="score-dot">',
              $('<span class="grow">').text(player.name),
              $("<b>").text(player.score)
            )[0];
        })
      );
    $("#time").text(clock());
    $("#result-here").text(game.result());
    $("#start").text(game.isRunning() ? "Begin again" : "Start");
    $("#field").toggleClass("running", game.isRunning());
  }

  var last = 0;
  var frames = 0;
  var counted = 0;

  /** One frame: everybody moves as far as the time since the last one allows. */
  function frame(now) {
    var passed = last ? Math.min(0.1, (now - last) / 1000) : 0;
    last = now;
    if (game.advance(passed)) tellScores();
    field.paint();
    frames += 1;
    if (now - counted > 1000) {
      $("#frames").text(Math.round((frames * 1000) / (now - counted)) + " frames a second");
      counted = now;
      frames = 0;
      if (game.isRunning()) tellScores();
    }
    requestAnimationFrame(frame);
  }

  function save() {
    demo.keep(room, game.state());
  }

  setInterval(save, 1000);
  $(window).on("pagehide", save);
  $(window).on("resize", field.repaint);
  // Names are wider or narrower once their letters are there.
  if (document.fonts) document.fonts.ready.then(field.measureNames);
  field.repaint();
  showScores();
  requestAnimationFrame(frame);
  demo.together(["pad"]);
  if (!demo.single) demo.pair("#pair", demo.link("pad", { room: room }), "G" + room);
})(jQuery);
