// The rules: whoever walks over a tile paints it. After a minute, the most tiles win.
(function ($) {
  "use strict";

  var COLUMNS = 32;
  var ROWS = 18;
  /** Tiles a second. */
  var SPEED = 9;
  var SECONDS = 60;
  /** Where the players of each colour begin. */
  var CORNERS = [
    [4, 4],
    [28, 14],
    [28, 4],
    [4, 14],
    [16, 4],
    [16, 14],
  ];

  /** A game that has not begun: plain data, so that it can be kept as it is. Nobody owns a tile that is -1. */
  function newGame() {
    return { players: [], tiles: blank(), left: SECONDS, isRunning: false };
  }

  function blank() {
    var all = [];
    while (all.length < COLUMNS * ROWS) all.push(-1);
    return all;
  }

  function find(game, id) {
    return $.grep(game.players, function (player) {
      return player.id === id;
    })[0];
  }

  /** How many tiles have the colour of a player. */
  function score(game, player) {
    return $.grep(game.tiles, function (owner) {
      return owner === player.colour;
    }).length;
  }

  /** The players, the best one first. */
  function ranking(game) {
    return game.players.slice().sort(function (one, other) {
      return score(game, other) - score(game, one);
    });
  }

  /** A colour that nobody has; only when all are taken, two share one, and its tiles. */
  function freeColour(game) {
    var taken = $.map(game.players, function (player) {
      return player.colour;
    });
    var colour = 0;
    while (taken.indexOf(colour) >= 0) colour += 1;
    return colour < CORNERS.length ? colour : taken.length % CORNERS.length;
  }

  function toCorner(player) {
    player.x = CORNERS[player.colour][0];
    player.y = CORNERS[player.colour][1];
  }

  function join(game, id, name, page) {
    var player = find(game, id);
    if (!player) {
      player = { id: id, colour: freeColour(game), dx: 0, dy: 0 };
      toCorner(player);
      game.players.push(player);
    }
    $.extend(player, { name: name, page: page, isHere: true });
  }

  function steer(game, id, x, y) {
    // Never faster than the others, whatever a controller says.
    var length = Math.max(1, Math.sqrt(x * x + y * y));
    $.extend(find(game, id), { dx: x / length || 0, dy: y / length || 0 });
  }

  /** Tells which pages are there. Who comes back stands still until they steer. */
  function setPages(game, pages) {
    $.each(game.players, function (_index, player) {
      player.isHere = pages.indexOf(player.page) >= 0;
      if (!player.isHere) player.dx = player.dy = 0;
    });
  }

  function within(value, most) {
    return Math.max(0.5, Math.min(most - 0.5, value));
  }

  /** Lets a time pass, in seconds. Gives true when the game has ended by that. */
  function advance(game, seconds) {
    $.each(game.players, function (_index, player) {
      if (!player.isHere) return;
      player.x = within(player.x + player.dx * SPEED * seconds, COLUMNS);
      player.y = within(player.y + player.dy * SPEED * seconds, ROWS);
      if (game.isRunning) game.tiles[Math.floor(player.y) * COLUMNS + Math.floor(player.x)] = player.colour;
    });
    if (!game.isRunning) return false;
    game.left = Math.max(0, game.left - seconds);
    game.isRunning = game.left > 0;
    return !game.isRunning;
  }

  function start(game) {
    // Who has gone makes room.
    game.players = $.grep(game.players, function (player) {
      return player.isHere;
    });
    $.each(game.players, function (_index, player) {
      toCorner(player);
    });
    $.extend(game, newGame(), { players: game.players, isRunning: true });
  }

  function result(game) {
    var best = ranking(game)[0];
    if (game.left > 0 || !best) return "";
    return best.name + " wins with " + score(game, best) + " tiles";
  }

  demo.rules = {
    columns: COLUMNS,
    rows: ROWS,
    newGame: newGame,
    score: score,
    ranking: ranking,
    join: join,
    steer: steer,
    setPages: setPages,
    advance: advance,
    start: start,
    result: result,
  };
})(jQuery);
