// A chat without a server of its own: every page of it knows all that was said, and tells those that come later.
(function ($) {
  "use strict";

  var room = demo.room();
  var log = demo.chatLog(demo.kept(room, []));
  var me = { id: demo.visitor(), name: demo.visitorName() };
  var people = demo.chatPeople(me);
  /** The messages that have not reached the others yet. */
  var waiting = demo.kept("waiting" + room, []);

  // #region All pages of the chat are one node
  $.jqluster.init("chat " + room, null, demo.options());
  var $chat = $.jqluster("chat " + room);
  // #endregion

  // #region What is said, is said to all pages at once; this one is among them
  function say(message) {
    $chat("#messages")
      .trigger("said", [message])
      .promise()
      .then(
        function () {
          waiting = $.grep(waiting, function (other) {
            return other.id !== message.id;
          });
          show();
        },
        // It is said again when the connection is back.
        function () {}
      );
  }

  $("#messages").on("said", function (_event, message) {
    people.typing(message.by, false);
    log.add([message]);
    show();
  });
  // #endregion

  // #region Who comes is asked for their name, and for what they have heard
  var asked = {};

  $chat.watchPages(function (pages) {
    people.here(pages);
    $.each(pages, function (_index, page) {
      if (asked[page]) return;
      asked[page] = true;
      var $page = $chat.page(page);
      $page("#people")
        .data("me")
        .then(function (person) {
          people.met(page, person);
          show();
        }, $.noop);
      $page("#messages")
        .data("messages")
        .then(function (messages) {
          log.add(messages);
          show();
        }, $.noop);
    });
    show();
  });

  $("#people").on("met", function (_event, page, person) {
    people.met(page, person);
    show();
  });
  // #endregion

  // #region Who is writing
  var tellTyping = demo.throttle(1000, function (on) {
    $chat("#people").trigger("typing", [me.id, on]);
  });

  $("#text").on("input", function () {
    tellTyping(this.value !== "");
  });

  $("#people").on("typing", function (_event, id, on) {
    people.typing(id, on);
    show();
  });
  // #endregion

  // #region The connection is lost, and comes back
  $.jqluster.on("disconnect", function () {
    $("#chat").addClass("offline");
    show();
  });

  $.jqluster.on("connect", function () {
    $("#chat").removeClass("offline");
    // The others may have gone on meanwhile.
    asked = {};
    $.each(waiting, function (_index, message) {
      say(message);
    });
    show();
  });
  // #endregion

  $("#write").on("submit", function (event) {
    event.preventDefault();
    var text = $("#text")
      .val()
      .replace(/^\s+|\s+$/g, "");
    if (text === "") return;
    var message = log.compose(me, text);
    log.add([message]);
    waiting.push(message);
    $("#text").val("").trigger("focus");
    tellTyping(false);
    show();
    // Without a connection it waits for the next one.
    if ($.jqluster.state().connected) say(message);
  });

  $("#name").on("change", function () {
    me.name = this.value || me.name;
    demo.keep("name", me.name);
    $chat("#people").trigger("met", [$.jqluster.state().pageId, me]);
    show();
  });

  function show() {
    $("#messages").data("messages", log.all());
    $("#people").data("me", me);
    demo.showChat({ log: log, people: people, me: me, waiting: waiting });
    demo.keep(room, log.all());
    demo.keep("waiting" + room, waiting);
  }

  people.changed(show);
  $("#name").val(me.name);
  show();
  demo.pair("#pair", demo.link("chat", { room: room }), "C" + room);
})(jQuery);
