// The remote: it turns the pages of the screen, which writes title, notes and time here.
(function ($) {
  "use strict";

  // #region This page is a remote of the screen
  $.jqluster.init(demo.node("remote"), demo.transport, demo.options({ room: demo.room() }));
  var $screen = $.jqluster(demo.node("screen"));
  // #endregion

  // #region Buttons here are buttons there
  $("#turn-back, #turn").on("click", function () {
    $screen("#deck").trigger("go", [Number(this.value)]);
  });

  $("#clock-toggle, #clock-reset").on("click", function () {
    $screen("#deck").trigger("clock", [this.value]);
  });

  $screen.watch(function (isThere) {
    $("#remote").toggleClass("waiting", !isThere);
  });
  // #endregion

  // #region A finger here is a pointer there
  var point = demo.throttle(33, function (x, y) {
    $screen("#pointer").css({ left: x * 100 + "%", top: y * 100 + "%" });
  });

  demo.drag($("#touchpad")[0], function (x, y, phase) {
    if (phase !== "move") $screen("#pointer").toggleClass("on", phase === "start");
    if (phase !== "end") point(x, y);
  });
  // #endregion

  demo.step("#touchpad", { x: 0.5, y: 0.5 }, 0.03, 0.05, function (x, y) {
    $screen("#pointer").addClass("on");
    point(x, y);
  });

  $("#touchpad").on("keydown blur", function (event) {
    if (event.type === "blur" || demo.keyOf(event) === "Escape") $screen("#pointer").removeClass("on");
  });
})(jQuery);
