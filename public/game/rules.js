// The rules: whoever walks over a tile paints it. After a minute, the most tiles win.
(function ($) {
  "use strict";

  var COLUMNS = 32;
  var ROWS = 18;
  /** Tiles a second. */
  var SPEED = 9;
  var SECONDS = 60;
  /** Where the players of each colour begin. */
  var CORNERS_X = [4, 28, 28, 4, 16, 16];
  var CORNERS_Y = [4, 14, 4, 14, 4, 14];

  function within(value, most) {
    return Math.max(0.5, Math.min(most - 0.5, value));
  }

  function toCorner(player) {
    player.x = CORNERS_X[player.colour];
    player.y = CORNERS_Y[player.colour];
  }

  /** A colour that nobody has; only when all are taken, two share one, and its tiles. */
  function freeColour(players) {
    var taken = $.map(players, function (player) {
      return player.colour;
    });
    var colour = 0;
    while (taken.indexOf(colour) >= 0) colour += 1;
    return colour < CORNERS_X.length ? colour : taken.length % CORNERS_X.length;
  }

  demo.rules = {
    columns: COLUMNS,
    rows: ROWS,

    /** A game that has not begun: plain data, so that it can be kept as it is. Nobody owns a tile that is -1. */
    newGame: function () {
      var tiles = [];
      while (tiles.length < COLUMNS * ROWS) tiles.push(-1);
      return { players: [], tiles: tiles, left: SECONDS, isRunning: false };
    },

    join: function (game, id, name, page) {
      var player = this.find(game, id);
      if (!player) {
        player = { id: id, colour: freeColour(game.players), dx: 0, dy: 0 };
        toCorner(player);
        game.players.push(player);
      }
      $.extend(player, { name: name, page: page, isHere: true });
    },

    find: function (game, id) {
      return $.grep(game.players, function (player) {
        return player.id === id;
      })[0];
    },

    steer: function (game, id, x, y) {
      // Never faster than the others, whatever a controller says.
      var length = Math.max(1, Math.sqrt(x * x + y * y));
      $.extend(this.find(game, id), { dx: x / length || 0, dy: y / length || 0 });
    },

    /** Says which pages are there. Who comes back stands still until they steer. */
    setPages: function (game, pages) {
      $.each(game.players, function (_index, player) {
        player.isHere = pages.indexOf(player.page) >= 0;
        if (!player.isHere) player.dx = player.dy = 0;
      });
    },

    start: function (game) {
      // Who has gone makes room.
      var players = $.grep(game.players, function (player) {
        toCorner(player);
        return player.isHere;
      });
      $.extend(game, this.newGame(), { players: players, isRunning: true });
    },

    /** Lets a time pass, in seconds. */
    advance: function (game, seconds) {
      $.each(game.players, function (_index, player) {
        player.x = within(player.x + player.dx * SPEED * seconds, COLUMNS);
        player.y = within(player.y + player.dy * SPEED * seconds, ROWS);
        var at = Math.floor(player.y) * COLUMNS + Math.floor(player.x);
        if (game.isRunning && player.isHere) game.tiles[at] = player.colour;
      });
      if (game.isRunning) game.left = Math.max(0, game.left - seconds);
      game.isRunning = game.isRunning && game.left > 0;
    },

    /** How many tiles have the colour of a player. */
    score: function (game, player) {
      return $.grep(game.tiles, function (owner) {
        return owner === player.colour;
      }).length;
    },

    /** The players, the best one first. */
    ranking: function (game) {
      var rules = this;
      return game.players.slice().sort(function (one, other) {
        return rules.score(game, other) - rules.score(game, one);
      });
    },

    result: function (game) {
      var best = this.ranking(game)[0];
      if (game.left > 0 || !best) return "";
      return best.name + " wins with " + this.score(game, best) + " tiles";
    },
  };
})(jQuery);
