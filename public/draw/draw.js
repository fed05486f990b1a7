// A board that any number of pages draw on. Each line is kept in the room, for pages that come later.
(function ($) {
  "use strict";

  var me = { id: demo.visitor(), name: demo.visitorName() };
  var pen = { colour: "#1a1e27", width: 6 };
  /** All lines, in an order that is the same on all pages: later ones cover earlier ones. */
  var lines = [];
  /** The line that is being drawn here, and how much of it has been said. */
  var line = null;
  var told = 0;
  var paper = demo.paper($("#paper")[0]);
  /** How far apart the points of a line are at least, on a paper that is 1200 wide. */
  var STEP = 6;

  // #region All pages of the board are one node; the code on the screen is the room
  $.jqluster.init("board", null, demo.options({ room: demo.room(), timeout: 0 }));
  var $board = $.jqluster("board");
  // #endregion

  // #region A line grows on all pages while it is drawn. When it ends, it is kept for those that come later
  var tellMore = demo.throttle(40, function () {
    if (!line || !$.jqluster.state().connected) return;
    var more = $.extend({}, line, { from: told, points: line.points.slice(told) });
    told = line.points.length;
    $board("#paper").trigger("more", [more]);
  });

  function keep(ended) {
    $("#paper").trigger("line", [ended]);
    var $kept = $board.keep(ended.id)("#paper").trigger("line", [ended]);
    $kept.promise().then($.noop, function (error) {
      // It may be kept all the same. Under its key it is there once, however often it is said.
      if (error.name === "DisconnectedError") keep(find(ended.id) || erased(ended));
      else giveUp(ended, error);
    });
  }

  $("#paper").on("more", function (_event, more) {
    if (more.by === me.id) return;
    var known = find(more.id) || (more.from === 0 && add(erased(more)));
    // Who came while it was drawn gets all of it when it ends.
    if (!known || known.points.length !== more.from) return;
    known.points = known.points.concat(more.points);
    paper.paint(known);
  });

  $("#paper").on("line", function (_event, whole) {
    lines = $.grep(lines, function (other) {
      return other.id !== whole.id;
    });
    if (whole.points.length > 0) add(whole);
    show();
  });
  // #endregion

  // #region A line without points, under the same key, takes one back
  $("#undo").on("click", function () {
    keep(erased(lastOwn()));
  });

  $("#clear").on("click", function () {
    $("#paper").trigger("clear");
    $board.forget();
    $board.keep("clear")("#paper").trigger("clear");
  });

  $("#paper").on("clear", function () {
    lines = [];
    show();
  });
  // #endregion

  // #region Where everybody's hand is
  var tellHand = demo.throttle(50, function (x, y) {
    if (!$.jqluster.state().connected) return;
    $board("#paper").trigger("hand", [{ id: me.id, name: me.name, colour: pen.colour, x: x, y: y }]);
  });

  $("#paper").on("hand", function (_event, hand) {
    if (hand.id !== me.id) demo.showHand(hand);
  });
  // #endregion

  /** What cannot be kept goes where it is shown already. */
  function giveUp(ended, error) {
    var isFull = error.name === "RefusedError";
    $board("#paper").trigger("line", [erased(ended)]);
    demo.notice(
      isFull ? "The board is full, so this line is gone. Take lines back, or clear it." : error.message
    );
  }

  $board.watchPages(function (pages) {
    $("#pages").text(pages.length === 1 ? "You are alone here" : pages.length + " pages draw here");
  });

  function find(id) {
    return $.grep(lines, function (known) {
      return known.id === id;
    })[0];
  }

  function erased(known) {
    return $.extend({}, known, { points: [] });
  }

  function lastOwn() {
    return $.grep(lines, function (known) {
      return known.by === me.id;
    }).pop();
  }

  function add(known) {
    lines.push(known);
    lines.sort(function (one, other) {
      return one.number - other.number || (one.id < other.id ? -1 : 1);
    });
    return known;
  }

  // What is kept comes at once, and is painted once.
  var show = demo.throttle(20, function () {
    paper.repaint(lines);
    var count = lines.length + (lines.length === 1 ? " line" : " lines");
    $("#paper")
      .data("lines", lines)
      .attr("aria-label", "The picture: " + count);
    $("#count").text(count);
    $("#undo").prop("disabled", !lastOwn());
    $("#clear").prop("disabled", lines.length === 0);
  });

  function begin() {
    var last = lines[lines.length - 1];
    var id = "line-" + Math.random().toString(36).slice(2);
    told = 0;
    return add($.extend({ id: id, by: me.id, number: last ? last.number + 1 : 0, points: [] }, pen));
  }

  function draw(x, y, phase) {
    var at = demo.onPaper(x, y);
    if (phase === "start") line = begin();
    var last = line.points.slice(-2);
    // A board keeps so many points: those that nobody would miss are left out.
    if (phase === "move" && Math.abs(at[0] - last[0]) + Math.abs(at[1] - last[1]) < STEP) return;
    line.points = line.points.concat(at);
    paper.paint(line);
    tellHand(x, y);
    tellMore();
    if (phase !== "end") return;
    keep(line);
    line = null;
  }

  // Before a finger or a mouse begins a line, the keys end theirs.
  demo.drawWithKeys($("#paper"), draw);
  demo.drag($("#paper")[0], draw);
  $("#paper").on(window.PointerEvent ? "pointermove" : "mousemove", function (event) {
    var box = this.getBoundingClientRect();
    tellHand((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });

  $("#tools").on("change", "input", function () {
    if (this.type === "radio") pen[this.name] = this.value;
  });
  $("#name").on("change", function () {
    me.name = this.value || me.name;
    demo.keep("name", me.name);
  });

  $("#name").val(me.name);
  $(window).on("resize", show);
  show();
  demo.pair("#pair", "D", "draw");
})(jQuery);
