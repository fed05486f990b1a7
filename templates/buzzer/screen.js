// This page is the node "screen". All phones are "phone": what is said to $phones reaches every one of them.
$.jqluster.init("screen");
const $phones = $.jqluster("phone");
let isOver = false;

// What is kept holds for a phone that comes later, too.
function lock(on) {
  isOver = on;
  $phones.keep("lock")("#buzz").prop("disabled", on);
}

// "buzz" is an event that no browser has: phones trigger it, with a name as its data.
$("#winner").on("buzz", function (_event, name) {
  if (isOver) return;
  $(this).text(name + " was first");
  lock(true);
});

$("#again").on("click", function () {
  $("#winner").text("Press!");
  lock(false);
});

// Called now, and whenever a phone comes or leaves.
$phones.watchPages(function (pages) {
  $("#count").text(pages.length);
});

lock(false);
