// A page for others to play with: all it does is to have a name.
(function ($) {
  "use strict";

  var me = demo.parameter("me") || "Bob";

  // #region This page lets others do what they like
  $.jqluster.init(me, null, demo.options());
  // #endregion

  $("#title").text(me.split(" ")[0]);
})(jQuery);
