// How the chat looks.
(function ($) {
  "use strict";

  /** A person's letter in one of six colours, the same on every page. */
  function face(id, name) {
    var sum = 0;
    var i;
    for (i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) % 997;
    return $('<span class="face" aria-hidden="true">')
      .addClass("colour-" + (sum % 6))
      .text(name.charAt(0).toUpperCase());
  }

  /** Shows a message before those that wait; one that is there already stays where it is. */
  function showMessage(message, isOwn, waits) {
    var list = $("#messages")[0];
    var atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    var known = document.getElementById(message.id);
    if (known && !$(known).hasClass("waits")) return;
    $(known).remove();
    var $time = $('<span class="muted">').text(waits ? "waiting" : message.time);
    var $by = $('<p class="said-by">').append($("<b>").text(message.name), $time);
    var $bubble = $('<div class="bubble">').append($by, $('<p class="said-text">').text(message.text));
    $('<li class="message">')
      .attr("id", message.id)
      .toggleClass("own", isOwn)
      .toggleClass("waits", !!waits)
      .append(face(message.by, message.name), $bubble)
      .appendTo(list);
    $(".waits").appendTo(list);
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  /** Shows who is here, and who has said something and is away. */
  function showPeople(people, me) {
    var isConnected = $.jqluster.state().connected;
    var writing = [];
    // Those who are here first; else by name, the same on all pages.
    var ids = Object.keys(people).sort(function (one, other) {
      return orderOf(people[one]) < orderOf(people[other]) ? -1 : 1;
    });
    $("#chat").toggleClass("offline", !isConnected);
    $("#people").empty();
    $.each(ids, function (_index, id) {
      var person = people[id];
      var isMe = id === me;
      var state = !person.isHere ? "away" : person.isWriting ? "writing" : "here";
      if (!person.isHere && !person.hasSaid) return;
      if (state === "writing" && !isMe) writing.push(person.name);
      if (!isConnected) state = isMe ? "offline" : "unknown";
      var $name = $('<span class="grow">').text(person.name + (isMe ? " (you)" : ""));
      $('<li class="person">')
        .toggleClass("away", state === "away")
        .append(face(id, person.name), $name, $('<span class="person-state muted">').text(state))
        .appendTo("#people");
    });
    var are = writing.length === 1 ? " is writing …" : " are writing …";
    $("#typing").text(writing.length === 0 ? "" : writing.join(" and ") + are);
  }

  function orderOf(person) {
    return (person.isHere ? 0 : 1) + person.name + person.id;
  }

  // They scroll, also by keys.
  $("#messages").attr("tabindex", 0);
  $.extend(demo, { showMessage: showMessage, showPeople: showPeople });
})(jQuery);
