// How the field looks: a canvas of tiles, painted only where something changed, and the players on one above it.
(function ($) {
  "use strict";

  var COLOURS = ["#2f6bff", "#f0552b", "#1fa567", "#9a5cf0", "#f2b01e", "#e0468f"];

  function paintField(tilesCanvas, playersCanvas, game) {
    var tiles = tilesCanvas.getContext("2d");
    var players = playersCanvas.getContext("2d");
    var size = 0;

    function paintTile(at) {
      var columns = demo.PAINT_FIELD.columns;
      var owner = game.tiles()[at];
      var x = at % columns;
      var y = Math.floor(at / columns);
      tiles.fillStyle = owner < 0 ? ((x + y) % 2 ? "#141b2f" : "#18203a") : COLOURS[owner];
      tiles.fillRect(Math.round(x * size), Math.round(y * size), Math.ceil(size), Math.ceil(size));
    }

    function paintPlayer(player) {
      var x = player.x * size;
      var y = player.y * size;
      players.globalAlpha = player.here ? 1 : 0.35;
      players.beginPath();
      players.arc(x, y, size * 0.62, 0, 2 * Math.PI);
      players.fillStyle = COLOURS[player.colour];
      players.fill();
      players.lineWidth = size * 0.16;
      players.strokeStyle = "#fff";
      players.stroke();
      players.fillStyle = "#fff";
      // At the upper edge the name has no place above.
      players.fillText(player.name, x, player.y > 1.5 ? y - size * 0.95 : y + size * 1.4);
    }

    function paint() {
      $.each(game.freshTiles(), function (_index, at) {
        paintTile(at);
      });
      players.clearRect(0, 0, playersCanvas.width, playersCanvas.height);
      $.each(game.players(), function (_index, player) {
        paintPlayer(player);
      });
    }

    function repaint() {
      var width = Math.round(tilesCanvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
      var at;
      size = width / demo.PAINT_FIELD.columns;
      $.each([tilesCanvas, playersCanvas], function (_index, canvas) {
        canvas.width = width;
        canvas.height = Math.round(size * demo.PAINT_FIELD.rows);
      });
      players.font = "600 " + Math.max(11, size * 0.62) + "px Inter, sans-serif";
      players.textAlign = "center";
      for (at = 0; at < game.tiles().length; at++) paintTile(at);
    }

    return { paint: paint, repaint: repaint };
  }

  window.demo = $.extend(window.demo || {}, { paintField: paintField });
})(jQuery);
