// Fingers, pens and mice on an area of the page, as places within it from 0 to 1.
(function ($) {
  "use strict";

  function within(value) {
    return Math.max(0, Math.min(1, value));
  }

  /**
   * Follows one finger, pen or mouse from where it comes down on an element.
   *
   * @param element Its area; `touch-action: none` keeps the page from scrolling meanwhile.
   * @param moved Called with the place, `x` and `y`, and with "start", "move" or "end".
   */
  function drag(element, moved) {
    var id;
    var last = { x: 0, y: 0 };

    function tell(point, phase) {
      var box = element.getBoundingClientRect();
      if (point) {
        last = {
          x: within((point.clientX - box.left) / box.width),
          y: within((point.clientY - box.top) / box.height),
        };
      }
      moved(last.x, last.y, phase);
    }

    function start(pointer, point) {
      if (id !== undefined) return;
      id = pointer;
      tell(point, "start");
    }

    function end(pointer, point) {
      if (id !== pointer) return;
      id = undefined;
      tell(point, "end");
    }

    function move(pointer, point) {
      if (id === pointer) tell(point, "move");
    }

    function withPointers() {
      element.addEventListener("pointerdown", function (event) {
        if (event.button) return;
        element.setPointerCapture(event.pointerId);
        start(event.pointerId, event);
      });
      element.addEventListener("pointermove", function (event) {
        move(event.pointerId, event);
      });
      $.each(["pointerup", "pointercancel"], function (_index, type) {
        element.addEventListener(type, function (event) {
          end(event.pointerId, event);
        });
      });
    }

    function withMouseAndTouch() {
      $(element).on("mousedown", function (event) {
        start("mouse", event);
      });
      $(document).on("mousemove", function (event) {
        move("mouse", event);
      });
      $(document).on("mouseup", function (event) {
        end("mouse", event);
      });
      element.addEventListener("touchstart", function (event) {
        // Else the browser plays a mouse after the finger.
        event.preventDefault();
        start("touch", event.touches[0]);
      });
      element.addEventListener("touchmove", function (event) {
        event.preventDefault();
        move("touch", event.touches[0]);
      });
      $(element).on("touchend touchcancel", function () {
        end("touch");
      });
    }

    if (window.PointerEvent) withPointers();
    else withMouseAndTouch();
  }

  /**
   * Moves a place by the arrow keys while an element has the focus.
   *
   * @param place Where it is, `x` and `y` from 0 to 1.
   * @param width How far one key moves it sideways; `height`: upwards and downwards.
   * @param moved Called with where it is then.
   */
  function step(element, place, width, height, moved) {
    $(element).on("keydown", function (event) {
      var by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
        demo.keyOf(event)
      ];
      if (!by) return;
      event.preventDefault();
      place.x = within(place.x + by[0] * width);
      place.y = within(place.y + by[1] * height);
      moved(place.x, place.y);
    });
  }

  window.demo = $.extend(window.demo || {}, { drag: drag, step: step });
})(jQuery);
