// The remote: it turns the pages of the screen, and reads the notes from there.
(function ($) {
  "use strict";

  var clock = { runs: false, elapsed: 0, at: 0 };

  // #region This page is a remote of the screen
  $.jqluster.init(demo.node("remote"), demo.transport, demo.options());
  var $screen = $.jqluster(demo.node("screen"));
  // #endregion

  // #region Buttons here are buttons there
  $("#turn-back, #turn").on("click", function () {
    $screen("#deck").trigger("go", [Number(this.value)]);
  });

  $("#clock-toggle, #clock-reset").on("click", function () {
    $screen("#deck").trigger("clock", [this.value]);
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

  // #region What the screen knows: now, at each change, and whenever it is back
  $screen("#deck").on("talk", function (_event, talk) {
    show(talk);
  });

  $screen.watchPages(function (pages) {
    $("#remote").toggleClass("waiting", pages.length === 0);
    if (pages.length > 0) $screen("#deck").data("talk").then(show);
  });
  // #endregion

  function show(talk) {
    $("#now-at").text("Slide " + (talk.at + 1) + " of " + talk.count);
    $("#now").text(talk.title);
    $("#notes").text(talk.notes);
    $("#after").text(talk.next ? "Next: " + talk.next : "This is the last slide.");
    $("#turn-back").prop("disabled", talk.at === 0);
    $("#turn").prop("disabled", talk.at === talk.count - 1);
    clock = { runs: talk.clock.runs, elapsed: talk.clock.elapsed, at: Date.now() };
    $("#clock-toggle").text(clock.runs ? "Pause" : "Start");
    tick();
  }

  function tick() {
    var seconds = Math.floor((clock.elapsed + (clock.runs ? Date.now() - clock.at : 0)) / 1000);
    var rest = seconds % 60;
    $("#clock").text(Math.floor(seconds / 60) + ":" + (rest < 10 ? "0" : "") + rest);
  }

  setInterval(tick, 500);

  var place = { x: 0.5, y: 0.5 };
  $("#touchpad").on("keydown blur", function (event) {
    var by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      demo.keyOf(event)
    ];
    if (event.type === "blur" || demo.keyOf(event) === "Escape") $screen("#pointer").removeClass("on");
    if (!by) return;
    event.preventDefault();
    place.x = Math.max(0, Math.min(1, place.x + by[0] * 0.03));
    place.y = Math.max(0, Math.min(1, place.y + by[1] * 0.05));
    $screen("#pointer").addClass("on");
    point(place.x, place.y);
  });
})(jQuery);
