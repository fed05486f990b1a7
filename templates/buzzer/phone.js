// This page is one of the nodes "phone".
$.jqluster.init("phone");
const $screen = $.jqluster("screen");

$("#buzz").on("click", function () {
  $screen("#winner").trigger("buzz", [$("#name").val()]);
});
