// How the field looks: a canvas of tiles, painted only where something changed, and the players above it.
(function ($) {
  "use strict";

  var COLOURS = ["#2f6bff", "#f0552b", "#1fa567", "#9a5cf0", "#f2b01e", "#e0468f"];
  /** Between a name and the edge of the field, in tiles. */
  var MARGIN = 0.2;

  /**
   * Shows a game.
   *
   * @param canvas For the tiles.
   * @param layer For the players, as large. They are elements, which the browser moves without painting anything.
   */
  demo.field = function (canvas, layer, game) {
    var context = canvas.getContext ? canvas.getContext("2d", { alpha: false }) : null;
    var columns = demo.rules.columns;
    /** The side of a tile, in pixels of the canvas and of the page. */
    var size = 0;
    var tile = 0;
    var painted = [];
    var figures = [];

    if (!context) {
      demo.cannot(
        "This browser has no canvas: it shows the players and the scores, and no colours on the floor."
      );
    }

    function paintTile(at, owner) {
      if (!context || painted[at] === owner) return;
      var x = at % columns;
      var y = Math.floor(at / columns);
      painted[at] = owner;
      context.fillStyle = owner < 0 ? ((x + y) % 2 ? "#141b2f" : "#18203a") : COLOURS[owner];
      context.fillRect(Math.round(x * size), Math.round(y * size), Math.ceil(size), Math.ceil(size));
    }

    /** Moves a player; beside an edge of the field, the name stays within it. */
    function place(figure, player) {
      var middle = Math.max(figure.half, Math.min(columns - figure.half, player.x));
      figure.$at.toggleClass("below", player.y < 2.2);
      figure.$at[0].style.transform = "translate(" + player.x * tile + "px," + player.y * tile + "px)";
      figure.name.style.transform = "translateX(-50%) translateX(" + (middle - player.x) * tile + "px)";
    }

    function paint() {
      $.each(game.tiles, paintTile);
      $.each(figures, function (index, figure) {
        place(figure, game.players[index]);
      });
    }

    function newFigure(player) {
      var $name = $('<span class="player-name">').text(player.name);
      var $at = $('<div class="player">').append('<i class="player-disc">', $name).appendTo(layer);
      $at.attr("data-colour", player.colour).toggleClass("away", !player.isHere);
      return { $at: $at, name: $name[0], half: $name[0].offsetWidth / 2 / tile + MARGIN };
    }

    /** Shows all anew: the players or the size of the field may be others. */
    function show() {
      canvas.width = Math.round(canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
      size = canvas.width / columns;
      canvas.height = Math.round(size * demo.rules.rows);
      tile = canvas.clientWidth / columns;
      painted = [];
      // What the sizes of the players are given in.
      layer.style.fontSize = tile + "px";
      $(layer).empty();
      figures = $.map(game.players, newFigure);
      paint();
    }

    return { paint: paint, show: show };
  };
})(jQuery);
