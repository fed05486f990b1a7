// How the chat looks.
(function ($) {
  "use strict";

  var shown = "";

  /** One of six colours, the same for a person on every page. */
  function colourOf(id) {
    var sum = 0;
    var i;
    for (i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) % 997;
    return "colour-" + (sum % 6);
  }

  function face(person) {
    return $('<span class="face" aria-hidden="true">')
      .addClass(colourOf(person.id))
      .text(person.name.charAt(0).toUpperCase());
  }

  function messageItem(message, own, waits) {
    var $bubble = $('<div class="bubble">').append(
      $('<p class="said-by">').append(
        $("<b>").text(message.name),
        $('<span class="muted">').text(waits ? "waiting" : message.time)
      ),
      $('<p class="said-text">').text(message.text)
    );
    return $('<li class="message">')
      .toggleClass("own", own)
      .toggleClass("waits", waits)
      .append(face({ id: message.by, name: message.name }), $bubble);
  }

  function personItem(person, state, isMe) {
    return $('<li class="person">')
      .toggleClass("away", state === "away")
      .append(
        face(person),
        $('<span class="grow">').text(person.name + (isMe ? " (you)" : "")),
        $('<span class="person-state muted">').text(state)
      );
  }

  function showPeople(chat) {
    var here = chat.people.list();
    var seen = {};
    var offline = $("#chat").hasClass("offline");
    $("#people").empty();
    $.each(here, function (_index, person) {
      seen[person.id] = true;
      var isMe = person.id === chat.me.id;
      var state = offline ? (isMe ? "offline" : "unknown") : person.writes ? "writing" : "here";
      personItem(person, state, isMe).appendTo("#people");
    });
    // Who has said something and is gone, is missed.
    $.each(chat.log.all(), function (_index, message) {
      if (seen[message.by]) return;
      seen[message.by] = true;
      personItem({ id: message.by, name: message.name }, "away", false).appendTo("#people");
    });
    var writing = $.map(here, function (person) {
      return person.writes && person.id !== chat.me.id ? person.name : null;
    });
    $("#typing").text(
      writing.length === 0
        ? ""
        : writing.join(" and ") + (writing.length === 1 ? " is" : " are") + " writing …"
    );
  }

  function showMessages(chat) {
    var waiting = {};
    $.each(chat.waiting, function (_index, message) {
      waiting[message.id] = true;
    });
    var messages = chat.log.all();
    var now = JSON.stringify([messages, waiting]);
    if (now === shown) return;
    shown = now;
    var list = $("#messages")[0];
    var atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    $("#messages")
      .empty()
      .append(
        $.map(messages, function (message) {
          return messageItem(message, message.by === chat.me.id, !!waiting[message.id])[0];
        })
      );
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  // It scrolls, also by keys.
  $("#messages").attr("tabindex", 0);

  /** Shows a chat as it is now. */
  function showChat(chat) {
    showMessages(chat);
    showPeople(chat);
  }

  window.demo = $.extend(window.demo || {}, { showChat: showChat });
})(jQuery);
