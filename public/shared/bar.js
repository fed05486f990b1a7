// The bar on top of every demo: the connection's state, the switch to long-polling, and the way to the code.
(function ($) {
  "use strict";

  var TRANSPORT_NAMES = { websocket: "WebSocket", polling: "long-polling", "in page": "within this page" };
  var demo = window.demo;

  function now() {
    return window.performance ? performance.now() : Date.now();
  }

  function buildBar() {
    var $bar = $(".bar");
    if ($bar.length === 0) return;
    var title = $bar.attr("data-title");
    $('<a class="bar-home" href="./"><img src="shared/logo.svg" alt="">')
      .append($("<span>").text("jQluster"))
      .attr("aria-label", "jQluster, to the list of demos")
      .appendTo($bar);
    if (title) $('<span class="bar-title">').text(title).appendTo($bar);
    var $end = $('<div class="bar-end">').appendTo($bar);
    $(
      '<button type="button" class="button small connection" aria-expanded="false" aria-controls="bar-panel">'
    )
      .append('<span class="connection-dot">', '<span class="connection-state">Connecting</span>')
      .append('<span class="connection-detail">')
      .on("click", togglePanel)
      .appendTo($end);
    if (demo.showCode && $("body").attr("data-code")) {
      $('<button type="button" class="button small">')
        .text("Show the code")
        .on("click", demo.showCode)
        .appendTo($end);
    }
    buildPanel().appendTo($bar);
  }

  function buildPanel() {
    var $facts = $('<dl class="facts">');
    $.each(
      { node: "This page is", carrier: "Carried by", time: "To the server and back" },
      function (name, text) {
        $("<dt>").text(text).appendTo($facts);
        $("<dd>").attr("data-fact", name).text("–").appendTo($facts);
      }
    );
    var $options = $('<div class="choice-options">');
    var $choice = $('<fieldset class="choice">').append($("<legend>").text("Connection"), $options);
    $.each({ "": "Automatic", polling: "Long-polling only" }, function (value, text) {
      var $input = $('<input type="radio" name="transport">').val(value);
      $input.prop("checked", demo.forced === (value === "polling")).on("change", chooseTransport);
      $("<label>").append($input, document.createTextNode(text)).appendTo($options);
    });
    return $('<div class="bar-panel stack" id="bar-panel" hidden>').append(
      $facts,
      demo.single ? [] : $choice
    );
  }

  function togglePanel() {
    var open = $("#bar-panel").prop("hidden");
    $("#bar-panel").prop("hidden", !open);
    $(".connection").attr("aria-expanded", String(open));
  }

  function chooseTransport() {
    var others = location.search.replace(/[?&]transport=[^&]*/, "").replace(/^&/, "?");
    var joined = this.value && (others ? "&" : "?") + "transport=" + this.value;
    location.assign(location.pathname + others + joined + location.hash);
  }

  function showState(time) {
    var state = $.jqluster.state();
    var carrier = TRANSPORT_NAMES[state.transport] || state.transport;
    var known = state.connected && time !== undefined;
    $(".connection").attr("data-state", state.connected ? "connected" : state.nodeId ? "away" : "none");
    $(".connection-state").text(
      state.connected ? "Connected" : state.nodeId ? "Reconnecting" : "Not connected"
    );
    $(".connection-detail")
      .empty()
      .append(state.connected && [$('<span class="transport">').text(carrier + " "), known && time + " ms"]);
    $('[data-fact="node"]').text(state.nodeId || "no node yet");
    $('[data-fact="carrier"]').text(state.connected ? carrier : "–");
    $('[data-fact="time"]').text(known ? time + " ms" : "–");
  }

  function measure() {
    var state = $.jqluster.state();
    var started = now();
    if (!state.connected || document.hidden) return;
    var $self = $.jqluster(state.nodeId);
    // Within one page there is no server to ask.
    var asked = state.transport === "in page" ? $self(window).width() : $self.pages();
    asked.then(
      function () {
        showState(Math.max(1, Math.round(now() - started)));
      },
      function () {}
    );
  }

  function watchConnection() {
    $.jqluster.on("connect", function () {
      showState();
      measure();
    });
    $.jqluster.on("disconnect", function () {
      showState();
    });
    $.jqluster.on("error", function (error) {
      var refused = error.name === "RefusedError" && !$.jqluster.state().nodeId;
      if (refused) {
        showState();
        demo.notice("The server did not let this page in: " + error.message, true);
        return;
      }
      var missing = error.name === "NoSuchNodeError" && /"([^"]+)"/.exec(error.message);
      demo.notice(missing ? missing[1] + " is not there yet." : error.message);
    });
    setInterval(measure, 2000);
  }

  /** What other pages change in `.remote` elements flashes, so that nobody has to search for it. */
  function flashChanges() {
    if (!window.MutationObserver) return;
    var observer = new MutationObserver(function (changes) {
      $.each(changes, function (_index, change) {
        var $at = $(change.target).closest(".remote");
        $at.removeClass("changed");
        // Asking for the width ends the animation that may be running, so that it can begin again.
        $at.outerWidth();
        $at.addClass("changed");
      });
      observer.takeRecords();
    });
    $(".remote").each(function () {
      observer.observe(this, { childList: true, subtree: true, characterData: true });
    });
  }

  $(function () {
    buildBar();
    watchConnection();
    if ($.jqluster.state().connected) {
      showState();
      measure();
    }
    flashChanges();
    $(document).on("keydown", function (event) {
      if (demo.keyOf(event) === "Escape" && !$("#bar-panel").prop("hidden")) togglePanel();
    });
  });
})(jQuery);
