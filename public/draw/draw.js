// A board that any number of pages draw on. None of them is the first: each knows the whole picture.
(function ($) {
  "use strict";

  var room = demo.room();
  var me = { id: demo.visitor(), name: demo.visitorName() };
  var picture = demo.picture(demo.kept(room, null));
  var paper = demo.paper($("#paper")[0], picture);
  var pen = { colour: "#1a1e27", width: 6 };
  var asked = {};

  // #region All pages of the board are one node
  $.jqluster.init("board " + room, null, demo.options());
  var $board = $.jqluster("board " + room);
  // #endregion

  // #region What is drawn here is drawn on all pages, this one included
  var line = null;
  var told = 0;

  function tellLine() {
    if (told === line.points.length) return;
    var piece = { id: line.id, by: me.id, colour: line.colour, width: line.width, from: told };
    piece.points = line.points.slice(told);
    told = line.points.length;
    $board("#paper").trigger("line", [piece, $.jqluster.state().pageId]);
    tellCursor(piece.points[piece.points.length - 2], piece.points[piece.points.length - 1]);
  }

  var tellSoon = demo.throttle(40, tellLine);

  $("#paper").on("line", function (_event, piece, page) {
    if (piece.by === me.id) return;
    // The beginning may have been said before this page came.
    if (picture.add(piece)) paper.paint(piece.id);
    else catchUp(page, 0);
    show();
  });
  // #endregion

  // #region Taking back, and beginning anew
  function erase(ids) {
    forget(ids);
    $board("#paper").trigger("erase", [ids]);
  }

  $("#paper").on("erase", function (_event, ids) {
    forget(ids);
  });
  // #endregion

  // #region Where everybody's hand is
  var tellCursor = demo.throttle(50, function (x, y) {
    $board("#paper").trigger("hand", [{ id: me.id, name: me.name, colour: pen.colour, x: x, y: y }]);
  });

  $("#paper").on("hand", function (_event, hand) {
    if (hand.id !== me.id) demo.showHand(hand);
  });
  // #endregion

  // #region Who comes, or comes back, gets the picture from those who have it
  $("#paper").on("give", function (_event, from) {
    return picture.part(from);
  });

  function catchUp(page, from) {
    $board
      .page(page)("#paper")
      .triggerHandler("give", [from])
      .then(function (part) {
        if (picture.merge(part)) paper.repaint();
        show();
        if (part.next) catchUp(page, part.next);
      }, $.noop);
  }

  $board.watchPages(function (pages) {
    $("#pages").text(pages.length === 1 ? "You are alone here" : pages.length + " pages draw here");
    $.each(pages, function (_index, page) {
      if (!asked[page] && page !== $.jqluster.state().pageId) catchUp(page, 0);
      asked[page] = true;
    });
  });

  $("#paper").on("back", function (_event, page) {
    if (page !== $.jqluster.state().pageId) catchUp(page, 0);
  });

  $.jqluster.on("connect", function () {
    asked = {};
    $board("#paper").trigger("back", [$.jqluster.state().pageId]);
  });
  // #endregion

  function forget(ids) {
    picture.erase(ids);
    paper.repaint();
    show();
  }

  function show() {
    var count = picture.lines().length;
    $("#count").text(count + (count === 1 ? " line" : " lines"));
    $("#paper").attr("aria-label", "The picture: " + count + " lines");
    $("#undo").prop("disabled", !picture.lastOf(me.id));
    $("#clear").prop("disabled", count === 0);
    save();
  }

  var save = demo.throttle(500, function () {
    demo.keep(room, picture.part(0, Infinity));
  });

  function draw(x, y, phase) {
    var at = [Math.round(x * demo.PAPER.width), Math.round(y * demo.PAPER.height)];
    if (phase === "start") {
      line = picture.begin(me.id, pen);
      told = 0;
    }
    line.points = line.points.concat(at);
    paper.paint(line.id);
    // The end is told at once: the next line may begin before it would be its turn.
    if ($.jqluster.state().connected) (phase === "end" ? tellLine : tellSoon)();
    if (phase === "end") show();
  }

  demo.drag($("#paper")[0], draw);
  demo.drawWithKeys($("#paper"), draw);
  $("#paper").on(window.PointerEvent ? "pointermove" : "mousemove", function (event) {
    var box = this.getBoundingClientRect();
    if (!$.jqluster.state().connected) return;
    tellCursor(
      Math.round(((event.clientX - box.left) / box.width) * demo.PAPER.width),
      Math.round(((event.clientY - box.top) / box.height) * demo.PAPER.height)
    );
  });

  $("#tools").on("change", "input", function () {
    if (this.name === "colour") pen.colour = this.value;
    else if (this.name === "width") pen.width = Number(this.value);
  });
  $("#undo").on("click", function () {
    erase([picture.lastOf(me.id).id]);
  });
  $("#clear").on("click", function () {
    erase(
      $.map(picture.lines(), function (known) {
        return known.id;
      })
    );
  });
  $("#name").on("change", function () {
    me.name = this.value || me.name;
    demo.keep("name", me.name);
  });

  $("#name").val(me.name);
  $(window).on("pagehide", function () {
    demo.keep(room, picture.part(0, Infinity));
  });
  paper.repaint();
  show();
  demo.pair("#pair", demo.link("draw", { room: room }), "D" + room);
})(jQuery);
