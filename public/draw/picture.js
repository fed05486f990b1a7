// The picture: lines that only grow, and the names of those that were taken away. Merging two gives the same both ways.
(function ($) {
  "use strict";

  /** How many numbers a part of the picture has, so that no message is too large. */
  var PART = 20000;

  function picture(kept) {
    var lines = [];
    var byId = {};
    var erased = {};

    function find(piece) {
      if (!byId[piece.id]) {
        byId[piece.id] = {
          id: piece.id,
          by: piece.by,
          colour: piece.colour,
          width: piece.width,
          points: [],
        };
        lines.push(byId[piece.id]);
        // The same order on all pages, since later lines cover earlier ones.
        lines.sort(function (one, other) {
          return one.id < other.id ? -1 : 1;
        });
      }
      return byId[piece.id];
    }

    /** Adds the next points of a line. Gives false when points before them are missing. */
    function add(piece) {
      if (erased[piece.id]) return true;
      var line = find(piece);
      if (piece.from > line.points.length) return false;
      line.points = line.points.concat(piece.points.slice(line.points.length - piece.from));
      return true;
    }

    /** Takes in what another page knows. Gives true when that was new. */
    function merge(part) {
      if (!part) return false;
      var before = size();
      erase(part.erased || []);
      $.each(part.lines || [], function (_index, line) {
        add($.extend({ from: 0 }, line));
      });
      return size() !== before;
    }

    function size() {
      var total = Object.keys(erased).length;
      $.each(lines, function (_index, line) {
        total += line.points.length;
      });
      return total;
    }

    function erase(ids) {
      $.each(ids, function (_index, id) {
        erased[id] = true;
        delete byId[id];
      });
      lines = $.grep(lines, function (line) {
        return !erased[line.id];
      });
    }

    /** The lines from a number on, as many as go into a message, and where the next part begins. */
    function part(from, most) {
      var room = most || PART;
      var to = from;
      while (to < lines.length && room > 0) {
        room -= lines[to].points.length + 20;
        to += 1;
      }
      return {
        lines: lines.slice(from, to),
        erased: from === 0 ? Object.keys(erased) : [],
        next: to < lines.length ? to : 0,
      };
    }

    function lastOf(by) {
      var own = $.grep(lines, function (line) {
        return line.by === by;
      });
      return own[own.length - 1];
    }

    function begin(by, pen) {
      // Beginning with a number that only grows, lines sort by when they were begun.
      var last = lines[lines.length - 1];
      var number = String((last ? parseInt(last.id, 10) : 0) + 1);
      while (number.length < 6) number = "0" + number;
      var id = number + "-" + by + "-" + Math.random().toString(36).slice(2, 6);
      return find({ id: id, by: by, colour: pen.colour, width: pen.width });
    }

    merge(kept);
    return {
      add: add,
      merge: merge,
      erase: erase,
      part: part,
      begin: begin,
      lastOf: lastOf,
      lines: function () {
        return lines;
      },
      line: function (id) {
        return byId[id];
      },
    };
  }

  window.demo = $.extend(window.demo || {}, { picture: picture, PAPER: { width: 1200, height: 900 } });
})(jQuery);
