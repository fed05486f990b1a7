// The paper that the picture is painted on, the hands over it, and drawing by keyboard.
(function ($) {
  "use strict";

  /** Paints a picture on a canvas, line by line as they grow. */
  function paper(canvas, picture) {
    var context = canvas.getContext("2d");
    var painted = {};
    var scale = 1;

    function adapt() {
      var width = Math.round(canvas.clientWidth * (window.devicePixelRatio || 1));
      if (width === canvas.width || width === 0) return;
      canvas.width = width;
      canvas.height = Math.round((width * demo.PAPER.height) / demo.PAPER.width);
      scale = width / demo.PAPER.width;
    }

    function paint(id) {
      var line = picture.line(id);
      if (!line) return;
      var from = Math.max(0, (painted[id] || 0) - 2);
      var points = line.points;
      var i;
      context.strokeStyle = line.colour;
      context.lineWidth = line.width * scale;
      context.lineCap = context.lineJoin = "round";
      context.beginPath();
      context.moveTo(points[from] * scale, points[from + 1] * scale);
      // A little aside, since a line without any length is not painted, and a touch is to be a dot.
      for (i = from; i < points.length; i += 2)
        context.lineTo(points[i] * scale + 0.05, points[i + 1] * scale);
      context.stroke();
      painted[id] = points.length;
    }

    function repaint() {
      adapt();
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      painted = {};
      $.each(picture.lines(), function (_index, line) {
        paint(line.id);
      });
    }

    $(window).on("resize", repaint);
    return { paint: paint, repaint: repaint };
  }

  var hands = {};

  /** Shows where somebody's hand is, until it has been still for a while. */
  function showHand(hand) {
    var known = hands[hand.id];
    if (!known) {
      known = hands[hand.id] = {
        $at: $('<div class="hand" aria-hidden="true">')
          .append('<i class="hand-tip">', '<span class="hand-name">')
          .appendTo("#hands"),
      };
    }
    known.$at
      .css({ left: (hand.x / demo.PAPER.width) * 100 + "%", top: (hand.y / demo.PAPER.height) * 100 + "%" })
      .find(".hand-name")
      .text(hand.name);
    known.$at.find(".hand-tip, .hand-name").css("background-color", hand.colour);
    clearTimeout(known.timer);
    known.timer = setTimeout(function () {
      known.$at.remove();
      delete hands[hand.id];
    }, 8000);
  }

  /** Arrow keys move the pen, the space bar puts it down and lifts it. */
  function drawWithKeys($paper, draw) {
    var at = { x: 0.5, y: 0.5 };
    var isDown = false;
    var $pen = $('<i class="key-pen" hidden>').appendTo("#hands");

    function put(phase) {
      $pen.css({ left: at.x * 100 + "%", top: at.y * 100 + "%" }).toggleClass("down", isDown);
      if (phase) draw(at.x, at.y, phase);
    }

    function lift() {
      if (isDown) draw(at.x, at.y, "end");
      isDown = false;
    }

    $paper.attr("tabindex", 0).on("keydown", function (event) {
      var by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
        demo.keyOf(event)
      ];
      if (!by && demo.keyOf(event) !== " ") return;
      event.preventDefault();
      $pen.prop("hidden", false);
      if (by) {
        at.x = Math.max(0, Math.min(1, at.x + by[0] * 0.02));
        at.y = Math.max(0, Math.min(1, at.y + by[1] * 0.0267));
        put(isDown && "move");
      } else if (isDown) {
        lift();
        put();
      } else {
        isDown = true;
        put("start");
      }
    });
    $paper.on("blur pointerdown", function () {
      lift();
      $pen.prop("hidden", true);
    });
  }

  window.demo = $.extend(window.demo || {}, { paper: paper, showHand: showHand, drawWithKeys: drawWithKeys });
})(jQuery);
