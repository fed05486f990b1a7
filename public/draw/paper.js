// The paper that lines are painted on, the hands over it, and drawing by keyboard.
(function ($) {
  "use strict";

  var WIDTH = 1200;
  var HEIGHT = 900;

  /** A place on the paper, from parts of its width and height. */
  function onPaper(x, y) {
    return [Math.round(x * WIDTH), Math.round(y * HEIGHT)];
  }

  /** Paints lines on a canvas as they grow. */
  function paper(canvas) {
    var context = canvas.getContext ? canvas.getContext("2d") : null;
    var painted = {};
    var scale = 1;

    if (!context) {
      demo.cannot(
        "This browser has no canvas, so lines do not show here. Those drawn here show on other pages."
      );
      return { paint: $.noop, repaint: $.noop };
    }

    function paint(line) {
      var from = Math.max(0, (painted[line.id] || 0) - 2);
      var points = line.points;
      var i;
      context.strokeStyle = line.colour;
      context.lineWidth = line.width * scale;
      context.lineCap = context.lineJoin = "round";
      context.beginPath();
      context.moveTo(points[from] * scale, points[from + 1] * scale);
      // A little aside, since a line without any length is not painted, and a touch is to be a dot.
      for (i = from; i < points.length; i += 2) {
        context.lineTo(points[i] * scale + 0.05, points[i + 1] * scale);
      }
      context.stroke();
      painted[line.id] = points.length;
    }

    function repaint(lines) {
      var width = Math.round(canvas.clientWidth * (window.devicePixelRatio || 1));
      if (width > 0 && width !== canvas.width) {
        canvas.width = width;
        canvas.height = Math.round((width * HEIGHT) / WIDTH);
        scale = width / WIDTH;
      }
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      painted = {};
      $.each(lines, function (_index, line) {
        paint(line);
      });
    }

    return { paint: paint, repaint: repaint };
  }

  var hands = {};

  /** Shows where somebody's hand is, until it has been still for a while. */
  function showHand(hand) {
    var $hand =
      hands[hand.id] ||
      $('<div class="hand" aria-hidden="true"><i class="hand-tip"></i><span class="hand-name"></span></div>');
    hands[hand.id] = $hand.appendTo("#hands");
    $hand.css({ left: hand.x * 100 + "%", top: hand.y * 100 + "%" });
    $hand.find(".hand-name").text(hand.name);
    $hand.children().css("background-color", hand.colour);
    $hand.stop(true).show().delay(8000).hide(0);
  }

  /** Arrow keys move the pen, the space bar puts it down and lifts it. */
  function drawWithKeys($paper, draw) {
    var at = { x: 0.5, y: 0.5 };
    var isDown = false;
    var $pen = $('<i class="key-pen" hidden>').appendTo("#hands");

    function show(phase) {
      $pen.prop("hidden", false).toggleClass("down", isDown);
      $pen.css({ left: at.x * 100 + "%", top: at.y * 100 + "%" });
      if (phase) draw(at.x, at.y, phase);
    }

    demo.step($paper, at, 0.02, 0.0267, function () {
      show(isDown && "move");
    });
    $paper.attr("tabindex", 0).on("keydown", function (event) {
      if (demo.keyOf(event) !== " ") return;
      event.preventDefault();
      isDown = !isDown;
      show(isDown ? "start" : "end");
    });
    $paper.on("blur pointerdown mousedown touchstart", function () {
      if (isDown) draw(at.x, at.y, "end");
      isDown = false;
      $pen.prop("hidden", true);
    });
  }

  $.extend(demo, {
    onPaper: onPaper,
    paper: paper,
    showHand: showHand,
    drawWithKeys: drawWithKeys,
  });
})(jQuery);
