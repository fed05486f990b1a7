// A controller. Its colour, its score and the time are written by the screen.
(function ($) {
  "use strict";

  var me = { id: demo.visitor(), name: demo.visitorName() };
  var keys = {};

  // #region This page is a controller of the field
  $.jqluster.init(demo.node("pad"), demo.transport, demo.options({ room: demo.room() }));
  var $field = $.jqluster(demo.node("field"));
  // #endregion

  // #region It joins whenever the field is there, also when one of the two comes back
  function join() {
    $field("#field").trigger("join", [me.id, me.name, $.jqluster.state().pageId]);
  }

  $field.watchPages(function (pages) {
    $("#pad").toggleClass("waiting", pages.length === 0);
    if (pages.length === 0) return;
    join();
    steer(leaning[0], leaning[1]);
  });
  // #endregion

  // #region A thumb here moves a player there
  var leaning = [0, 0];

  var steer = demo.throttle(33, function (x, y) {
    // What was steered meanwhile is no use later: the player stands still until the connection is back.
    if ($.jqluster.state().connected) $field("#field").trigger("steer", [me.id, x, y]);
  });

  demo.drag($("#stick")[0], function (x, y, phase) {
    if (phase === "end") lean(0, 0);
    else lean(x * 2 - 1, y * 2 - 1);
  });

  $("#begin").on("click", function () {
    $field("#start").trigger("click");
  });
  // #endregion

  function lean(x, y) {
    var length = Math.max(1, Math.sqrt(x * x + y * y));
    $("#knob").css("transform", "translate(" + (x / length) * 100 + "%," + (y / length) * 100 + "%)");
    leaning = [x / length, y / length];
    steer(leaning[0], leaning[1]);
  }

  $(document).on("keydown keyup", function (event) {
    var key = demo.keyOf(event);
    if (!/^Arrow/.test(key) || $(event.target).is("input")) return;
    event.preventDefault();
    var isDown = event.type === "keydown";
    if (!!keys[key] === isDown) return;
    keys[key] = isDown;
    lean(
      (keys.ArrowRight ? 1 : 0) - (keys.ArrowLeft ? 1 : 0),
      (keys.ArrowDown ? 1 : 0) - (keys.ArrowUp ? 1 : 0)
    );
  });
  $(window).on("blur", function () {
    keys = {};
    lean(0, 0);
  });

  $("#player").val(me.name);
  $("#player").on("keydown", function (event) {
    // The keys are for walking again, and the keyboard of a phone leaves.
    if (demo.keyOf(event) === "Enter") this.blur();
  });
  $("#player").on("change", function () {
    me.name = this.value || me.name;
    demo.keep("name", me.name);
    join();
  });
})(jQuery);
