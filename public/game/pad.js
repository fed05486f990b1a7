// A controller. Its colour, its score and the time are written by the screen.
(function ($) {
  "use strict";

  var me = demo.visitor();
  var keys = {};
  var leaning = [0, 0];

  // #region This page is a controller of the field
  $.jqluster.init(demo.node("pad"), demo.transport, demo.options({ room: demo.room() }));
  var $field = $.jqluster(demo.node("field"));

  function join() {
    $field("#field").trigger("join", [me, $("#player").val(), $.jqluster.state().pageId]);
    steer();
  }

  $field.watch(function (isThere) {
    $("#pad").toggleClass("waiting", !isThere);
    if (isThere) join();
  });
  // #endregion

  // #region A thumb here moves a player there
  var steer = demo.throttle(33, function () {
    // What was steered meanwhile is no use later: the player stands still until the connection is back.
    if ($.jqluster.state().connected) $field("#field").trigger("steer", [me].concat(leaning));
  });

  demo.drag($("#stick")[0], function (x, y, phase) {
    if (phase === "end") lean(0, 0);
    else lean(x * 2 - 1, y * 2 - 1);
  });

  // #endregion

  $("#begin").on("click", function () {
    $field("#start").trigger("click");
  });

  function lean(x, y) {
    var length = Math.max(1, Math.sqrt(x * x + y * y));
    leaning = [x / length, y / length];
    $("#knob").css("transform", "translate(" + leaning[0] * 100 + "%," + leaning[1] * 100 + "%)");
    steer();
  }

  $(document).on("keydown keyup", function (event) {
    var key = demo.keyOf(event);
    if (!/^Arrow/.test(key) || $(event.target).is("input")) return;
    event.preventDefault();
    if (!!keys[key] === (event.type === "keydown")) return;
    keys[key] = event.type === "keydown" ? 1 : 0;
    lean((keys.ArrowRight || 0) - (keys.ArrowLeft || 0), (keys.ArrowDown || 0) - (keys.ArrowUp || 0));
  });
  $(window).on("blur", function () {
    keys = {};
    lean(0, 0);
  });

  $("#player").val(demo.visitorName());
  $("#player").on("keydown", function (event) {
    // The keys are for walking again, and the keyboard of a phone leaves.
    if (demo.keyOf(event) === "Enter") this.blur();
  });
  $("#player").on("change", function () {
    this.value = this.value || demo.visitorName();
    demo.keep("name", this.value);
    join();
  });
})(jQuery);
