// What was said: the same messages in the same order on every page, however they came.
(function ($) {
  "use strict";

  var MOST = 200;

  /**
   * The messages of a chat. Each has a number, larger than those its author had seen; where two are equal, their IDs
   * decide. So all pages come to the same order, whatever their clocks say.
   */
  function chatLog(kept) {
    var messages = [];
    var known = {};

    function add(others) {
      $.each(others || [], function (_index, message) {
        if (!message || known[message.id]) return;
        known[message.id] = true;
        messages.push(message);
      });
      messages.sort(function (one, other) {
        return one.number - other.number || (one.id < other.id ? -1 : 1);
      });
      messages = messages.slice(-MOST);
    }

    function compose(me, text) {
      var last = messages[messages.length - 1];
      var number = (last ? last.number : 0) + 1;
      var time = new Date();
      var minutes = time.getMinutes();
      return {
        id: me.id + "-" + number + "-" + time.getTime(),
        number: number,
        by: me.id,
        name: me.name,
        text: text,
        time: time.getHours() + ":" + (minutes < 10 ? "0" : "") + minutes,
      };
    }

    add(kept);
    return {
      add: add,
      compose: compose,
      all: function () {
        return messages;
      },
    };
  }

  /** The people on the pages of a chat, and who of them is writing. */
  function chatPeople(me) {
    var pages = [];
    var persons = {};
    var writing = {};
    var changed = $.noop;

    function list() {
      var seen = {};
      var present = $.map(pages, function (page) {
        var person = page === $.jqluster.state().pageId ? me : persons[page];
        if (!person || seen[person.id]) return null;
        seen[person.id] = true;
        return { id: person.id, name: person.name, writes: !!writing[person.id] };
      });
      // The same order on all pages, whoever came first.
      return present.sort(function (one, other) {
        return one.name + one.id < other.name + other.id ? -1 : 1;
      });
    }

    function typing(id, on) {
      clearTimeout(writing[id]);
      delete writing[id];
      if (!on) return;
      writing[id] = setTimeout(function () {
        delete writing[id];
        changed();
      }, 4000);
    }

    return {
      list: list,
      typing: typing,
      here: function (now) {
        pages = now;
      },
      met: function (page, person) {
        if (person) persons[page] = person;
      },
      changed: function (call) {
        changed = call;
      },
    };
  }

  window.demo = $.extend(window.demo || {}, { chatLog: chatLog, chatPeople: chatPeople });
})(jQuery);
