// The rules: whoever walks over a tile paints it. After a minute, the most tiles win.
(function ($) {
  "use strict";

  var COLUMNS = 32;
  var ROWS = 18;
  var COLOURS = 6;
  /** Tiles a second. */
  var SPEED = 9;
  var SECONDS = 60;
  var CORNERS = [
    [4, 4],
    [28, 14],
    [28, 4],
    [4, 14],
    [16, 4],
    [16, 14],
  ];

  /** A game, as new or as it was kept. Nobody owns a tile that is -1. */
  function paintGame(kept) {
    var players = (kept && kept.players) || {};
    var order = (kept && kept.order) || [];
    var tiles = (kept && kept.tiles) || blank();
    var left = (kept && kept.left) || 0;
    var over = !!(kept && kept.over);
    var fresh = [];

    function blank() {
      var all = [];
      while (all.length < COLUMNS * ROWS) all.push(-1);
      return all;
    }

    function list() {
      return $.map(order, function (id) {
        return players[id];
      });
    }

    /** Somebody in a colour that nobody has; only when all are taken, two share one, and its tiles. */
    function newcomer() {
      var taken = $.map(list(), function (player) {
        return player.colour;
      });
      var colour = 0;
      while (colour < COLOURS && taken.indexOf(colour) >= 0) colour += 1;
      if (colour === COLOURS) colour = taken.length % COLOURS;
      var score = $.grep(tiles, function (owner) {
        return owner === colour;
      }).length;
      return { colour: colour, x: CORNERS[colour][0], y: CORNERS[colour][1], dx: 0, dy: 0, score: score };
    }

    function join(id, name, page) {
      var player = players[id];
      if (!player) {
        player = newcomer();
        player.id = id;
        players[id] = player;
        order.push(id);
      }
      player.name = name;
      player.page = page;
      player.here = true;
      return player;
    }

    function steer(id, x, y) {
      var player = players[id];
      if (!player) return;
      var length = Math.sqrt(x * x + y * y);
      // Never faster than the others, whatever a controller says.
      var scale = length > 1 ? 1 / length : 1;
      player.dx = x * scale || 0;
      player.dy = y * scale || 0;
    }

    function paintAt(player) {
      var at = Math.floor(player.y) * COLUMNS + Math.floor(player.x);
      if (tiles[at] === player.colour) return;
      $.each(players, function (_id, other) {
        if (other.colour === tiles[at]) other.score -= 1;
        if (other.colour === player.colour) other.score += 1;
      });
      tiles[at] = player.colour;
      fresh.push(at);
    }

    function within(value, most) {
      return Math.max(0.5, Math.min(most - 0.5, value));
    }

    /** Lets a time pass, in seconds. Gives true when the game has ended by that. */
    function advance(seconds) {
      $.each(players, function (_id, player) {
        if (!player.here) return;
        player.x = within(player.x + player.dx * SPEED * seconds, COLUMNS);
        player.y = within(player.y + player.dy * SPEED * seconds, ROWS);
        if (left > 0) paintAt(player);
      });
      if (left <= 0) return false;
      left = Math.max(0, left - seconds);
      over = left === 0;
      return over;
    }

    function start() {
      // Who has gone makes room.
      order = $.grep(order, function (id) {
        return players[id].here;
      });
      var staying = {};
      $.each(order, function (_index, id) {
        var player = players[id];
        player.x = CORNERS[player.colour][0];
        player.y = CORNERS[player.colour][1];
        player.score = 0;
        staying[id] = player;
      });
      players = staying;
      tiles = blank();
      left = SECONDS;
      over = false;
    }

    function result() {
      if (!over) return "";
      var best = list().sort(function (one, other) {
        return other.score - one.score;
      })[0];
      return best && best.score > 0 ? best.name + " wins with " + best.score + " tiles" : "";
    }

    return {
      players: list,
      join: join,
      steer: steer,
      advance: advance,
      start: start,
      result: result,
      here: function (pages) {
        $.each(players, function (_id, player) {
          player.here = pages.indexOf(player.page) >= 0;
          // Whoever comes back stands still until they steer.
          if (!player.here) player.dx = player.dy = 0;
        });
      },
      /** How many seconds are left; before a game, as many as it will have. */
      left: function () {
        return left > 0 || over ? left : SECONDS;
      },
      isRunning: function () {
        return left > 0;
      },
      tiles: function () {
        return tiles;
      },
      /** The tiles that were painted since it was asked last. */
      freshTiles: function () {
        return fresh.splice(0);
      },
      state: function () {
        return { players: players, order: order, tiles: tiles, left: left, over: over };
      },
    };
  }

  window.demo = $.extend(window.demo || {}, {
    paintGame: paintGame,
    PAINT_FIELD: { columns: COLUMNS, rows: ROWS },
  });
})(jQuery);
