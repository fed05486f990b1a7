// This page is the node "remote". There may be several: each turns the same slides.
$.jqluster.init("remote");
const $screen = $.jqluster("screen");

$("#back").on("click", function () {
  $screen("body").trigger("turn", [-1]);
});

$("#next").on("click", function () {
  $screen("body").trigger("turn", [1]);
});
