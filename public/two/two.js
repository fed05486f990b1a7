// Two pages in two browsers that change each other.
(function ($) {
  "use strict";

  var me = demo.parameter("me");
  var peer = demo.parameter("peer");
  // What this page has done to the other one, to do it again when that page is loaded again.
  var given = demo.kept(me + peer + demo.parameter("room"), { lit: false, said: "", items: [] });

  function listOf(items) {
    return $.map(items, function (item, index) {
      var $entry = $('<button type="button">').val(index).text(item.text);
      return $("<li>").append($entry.toggleClass("done", item.done))[0];
    });
  }

  function showGiven() {
    $("#switch").attr("aria-pressed", String(given.lit));
    $("#say").val(given.said);
    $("#given").empty().append(listOf(given.items)).find("button").prop("disabled", true);
    demo.keep(me + peer + demo.parameter("room"), given);
  }

  function listMarkup() {
    return $("<ol>").append(listOf(given.items)).html();
  }

  function begin() {
    // #region This page is one node, the other page another
    $.jqluster.init(me, demo.transport, demo.options());
    var $peer = $.jqluster(peer);
    // #endregion

    // #region A button, a text field and a list that act on the other page
    $("#switch").on("click", function () {
      given.lit = !given.lit;
      $peer("#lamp").toggleClass("lit", given.lit);
      showGiven();
    });

    $("#say").on("input", function () {
      given.said = this.value;
      $peer("#said").text(this.value);
      demo.keep(me + peer + demo.parameter("room"), given);
    });

    $("#add").on("submit", function (event) {
      event.preventDefault();
      var text = $("#item").val();
      if (text === "") return;
      given.items.push({ text: text, done: false });
      $peer("#list").html(listMarkup());
      $("#item").val("").trigger("focus");
      showGiven();
    });
    // #endregion

    // #region Asking the other page, and listening to it
    $("#measure").on("click", function () {
      $peer(window)
        .width()
        .then(function (width) {
          $("#measured").text(peer + "’s window is " + width + " pixels wide.");
        });
    });

    $peer("#list").on("click", "button", function (event) {
      given.items[event.value].done = true;
      $peer("#list").html(listMarkup());
      showGiven();
    });
    // #endregion

    // #region Whenever a page of the other one comes, or comes back, it gets all of it
    $peer.watchPages(function (pages) {
      var online = pages.length > 0;
      $(".peer-state").toggleClass("online", online);
      $("#peer-online").text(online ? "is there" : "is not there yet");
      $("#open-peer").prop("hidden", online);
      if (!online) return;
      $peer("#lamp").toggleClass("lit", given.lit);
      $peer("#said").text(given.said);
      $peer("#list").html(listMarkup());
    });
    // #endregion
  }

  if (me === "" || peer === "") {
    $("#names").prop("hidden", false);
    return;
  }
  document.title = me + " and " + peer + " · jQluster";
  $(".my-name").text(me);
  $(".peer-name").text(peer);
  $("#open-peer").attr("href", demo.link("two", { me: peer, peer: me }));
  $("#pages").prop("hidden", false);
  showGiven();
  begin();
})(jQuery);
