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
  function paintField(canvas, layer, game) {
    var tiles = canvas.getContext("2d", { alpha: false });
    var columns = demo.PAINT_FIELD.columns;
    /** The side of a tile, in pixels of the canvas and of the page. */
    var size = 0;
    var tile = 0;
    var figures = {};

    function paintTile(at) {
      var owner = game.tiles()[at];
      var x = at % columns;
      var y = Math.floor(at / columns);
      tiles.fillStyle = owner < 0 ? ((x + y) % 2 ? "#141b2f" : "#18203a") : COLOURS[owner];
      tiles.fillRect(Math.round(x * size), Math.round(y * size), Math.ceil(size), Math.ceil(size));
    }

    function newFigure() {
      var $name = $('<span class="player-name">');
      var $figure = $('<div class="player">').append('<i class="player-disc">', $name).appendTo(layer);
      return { element: $figure[0], name: $name[0], said: {}, half: 0 };
    }

    /** Says something of a figure where it is not yet so: the browser looks at what is said in each frame. */
    function say(figure, what, value, act) {
      if (figure.said[what] === value) return;
      figure.said[what] = value;
      act(value);
    }

    /** Where all names have to be measured again. */
    function measureNames() {
      $.each(figures, function (_id, figure) {
        delete figure.said.name;
      });
    }

    function place(player) {
      var figure = figures[player.id];
      if (!figure) figure = figures[player.id] = newFigure();
      say(figure, "colour", player.colour, function (colour) {
        figure.element.setAttribute("data-colour", colour);
      });
      say(figure, "here", player.here, function (here) {
        $(figure.element).toggleClass("away", !here);
      });
      say(figure, "name", player.name, function (name) {
        figure.name.textContent = name;
        figure.half = figure.name.offsetWidth / 2 / tile + MARGIN;
      });
      // At the upper edge the name has no place above.
      say(figure, "below", player.y < 2.2, function (below) {
        $(figure.element).toggleClass("below", below);
      });
      say(figure, "place", "translate(" + player.x * tile + "px," + player.y * tile + "px)", function (to) {
        figure.element.style.transform = to;
      });
      // At the edges beside it, the name stays within the field.
      var middle = Math.max(figure.half, Math.min(columns - figure.half, player.x));
      var shift = "translateX(-50%) translateX(" + (middle - player.x) * tile + "px)";
      say(figure, "shift", shift, function (to) {
        figure.name.style.transform = to;
      });
    }

    function paint() {
      var here = {};
      $.each(game.freshTiles(), function (_index, at) {
        paintTile(at);
      });
      $.each(game.players(), function (_index, player) {
        here[player.id] = true;
        place(player);
      });
      $.each(figures, function (id, figure) {
        if (here[id]) return;
        $(figure.element).remove();
        delete figures[id];
      });
    }

    function repaint() {
      var width = Math.round(canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
      var at;
      size = width / columns;
      canvas.width = width;
      canvas.height = Math.round(size * demo.PAINT_FIELD.rows);
      tile = canvas.clientWidth / columns;
      // What the sizes of the players are given in.
      layer.style.fontSize = tile + "px";
      measureNames();
      for (at = 0; at < game.tiles().length; at++) paintTile(at);
    }

    return { paint: paint, repaint: repaint, measureNames: measureNames };
  }

  window.demo = $.extend(window.demo || {}, { paintField: paintField });
})(jQuery);
