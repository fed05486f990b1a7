// A chat without a server of its own: what is said is kept in the room, for pages that come later.
(function ($) {
  "use strict";

  /** How many messages are kept: with more, the first one goes. */
  var MOST = 100;
  var me = { id: demo.visitor(), name: demo.visitorName() };
  /** All who were here, by their IDs, and the pages that are here now. */
  var people = {};
  var here = [];

  // #region All pages of the chat are one node; the code on the screen is the room
  $.jqluster.init("chat", null, demo.options({ room: demo.room(), timeout: 0 }));
  var $chat = $.jqluster("chat");
  // #endregion

  // #region A message goes to all pages, this one among them, and is kept for those that come later
  function say(message) {
    var $said = $chat.keep(message.id)("#messages").trigger("said", [message]);
    $said.promise().then($.noop, function (error) {
      // It may have arrived all the same. Under its key it is there once, however often it is said.
      if (error.name === "DisconnectedError") say(message);
      else demo.notice("This was not sent: " + error.message);
    });
  }

  $("#messages").on("said", function (_event, message) {
    demo.showMessage(message, message.by === me.id);
    people[message.by] = people[message.by] || { id: message.by, name: message.name };
    people[message.by].hasSaid = true;
    setWriting(message.by, false);
    $("#messages li")
      .slice(0, -MOST)
      .each(function () {
        // Who says one too many makes room for it.
        if (message.by === me.id) $chat.forget(this.id);
        $(this).remove();
      });
  });
  // #endregion

  // #region Who is here, and under which name
  function tellName() {
    var person = { id: me.id, name: me.name, page: $.jqluster.state().pageId };
    $chat
      .keep("person " + me.id)("#people")
      .trigger("met", [person]);
  }

  $("#people").on("met", function (_event, person) {
    people[person.id] = $.extend(people[person.id], person);
    show();
  });

  $chat.watchPages(function (pages) {
    here = pages;
    show();
  });
  // #endregion

  // #region Who is writing is said to those who are here now
  var tellWriting = demo.throttle(1000, function (isWriting) {
    if ($.jqluster.state().connected) $chat("#people").trigger("writing", [me.id, isWriting]);
  });

  $("#people").on("writing", function (_event, id, isWriting) {
    setWriting(id, isWriting);
  });
  // #endregion

  function setWriting(id, isWriting) {
    var person = people[id] || {};
    person.isWriting = isWriting;
    clearTimeout(person.timer);
    person.timer = setTimeout(function () {
      if (person.isWriting) setWriting(id, false);
    }, 4000);
    show();
  }

  function show() {
    $.each(people, function (_id, person) {
      person.isHere = here.indexOf(person.page) >= 0;
    });
    demo.showPeople(people, me.id);
  }

  $.jqluster.on("disconnect", show);
  $.jqluster.on("connect", tellName);

  $("#write").on("submit", function (event) {
    event.preventDefault();
    var text = $("#text").val().trim();
    if (text === "") return;
    var message = {
      id: "said-" + Math.random().toString(36).slice(2),
      by: me.id,
      name: me.name,
      text: text,
      time: new Date().toTimeString().slice(0, 5),
    };
    demo.showMessage(message, true, true);
    say(message);
    $("#text").val("").trigger("focus");
    tellWriting(false);
  });

  $("#text").on("input", function () {
    tellWriting(this.value !== "");
  });

  $("#name").on("change", function () {
    me.name = this.value || me.name;
    demo.keep("name", me.name);
    tellName();
  });

  $("#name").val(me.name);
  demo.pair("#pair", "C", "chat");
})(jQuery);
