// This page is the node "screen".
$.jqluster.init("screen");
const $remote = $.jqluster("remote");
const $slides = $("section");
let at = 0;
let remotes = 0;

function show(index) {
  at = Math.max(0, Math.min(index, $slides.length - 1));
  $slides.hide().eq(at).show();
  if (remotes > 0) $remote("#at").text(at + 1 + " of " + $slides.length);
}

// "turn" is an event that no browser has: the remote triggers it, with the number of slides to go on.
$("body").on("turn", function (_event, steps) {
  show(at + steps);
});

// Called now, and whenever a remote comes or leaves: one that comes is told which slide is shown.
$remote.watchPages(function (pages) {
  remotes = pages.length;
  show(at);
});

show(0);
