// This page is the node "screen".
$.jqluster.init("screen");
const $remote = $.jqluster("remote");
const $slides = $("section");
let at = 0;

// What is kept holds for a remote that comes later, too.
function show(index) {
  at = Math.max(0, Math.min(index, $slides.length - 1));
  $slides.hide().eq(at).show();
  const place = at + 1 + " of " + $slides.length;
  $remote.keep("at")("#at").text(place);
}

// "turn" is an event that no browser has: the remote triggers it, with the number of slides to go on.
$("body").on("turn", function (_event, steps) {
  show(at + steps);
});

show(0);
