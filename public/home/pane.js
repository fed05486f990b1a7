// One of two pages: what is moved on one, moves on the other.
(function ($) {
  "use strict";

  var me = demo.parameter("me") || "Alice";
  var peer = demo.parameter("peer") || "Bob";
  var siblings = [];

  // #region This page is one node, the other page another
  $.jqluster.init(me, null, demo.options());
  var $peer = $.jqluster(peer);
  // #endregion

  /** Says the same to the other page, and to further pages that have the name of this one. */
  function say(words) {
    words($peer);
    $.each(siblings, function (_index, page) {
      words($.jqluster(me).page(page));
    });
  }

  // #region What is done here is done there
  function move(left, top) {
    var place = { left: left.toFixed(1) + "%", top: top.toFixed(1) + "%" };
    $("#disc").css(place);
    say(function ($there) {
      $there("#disc").css(place);
    });
  }

  $(".swatch").on("click", function () {
    var colour = this.value;
    $("body").attr("data-colour", colour);
    say(function ($there) {
      $there("body").attr("data-colour", colour);
    });
    touch();
  });

  $("#note").on("input", function () {
    var text = this.value;
    say(function ($there) {
      $there("#note").val(text);
    });
    touch();
  });
  // #endregion

  // #region A page that comes, or comes back, gets what was done last
  function touch() {
    // Later than all that was seen; the fraction decides between two that did something at once.
    var touched = Math.floor(lastTouched()) + 1 + Math.random();
    $("body").attr("data-touched", touched);
    say(function ($there) {
      $there("body").attr("data-touched", touched);
    });
    remember();
  }

  function lastTouched() {
    return Number($("body").attr("data-touched") || 0);
  }

  function catchUp($there) {
    $there("body")
      .attr("data-touched")
      .then(function (theirs) {
        var mine = lastTouched();
        if (mine > Number(theirs || 0)) give($there);
        // It may not have been told that this page was away.
        else if (mine < theirs) $there("#disc").trigger("lack", [me, $.jqluster.state().pageId]);
      });
  }

  function give($there) {
    $there("#disc").css({ left: $("#disc")[0].style.left, top: $("#disc")[0].style.top });
    $there("#note").val($("#note").val());
    $there("body").attr({ "data-colour": $("body").attr("data-colour"), "data-touched": lastTouched() });
  }

  $("#disc").on("lack", function (_event, node, page) {
    give($.jqluster(node).page(page));
  });

  $peer.watchPages(function (pages) {
    $.each(pages, function (_index, page) {
      catchUp($peer.page(page));
    });
  });

  $.jqluster(me).watchPages(function (pages) {
    siblings = $.grep(pages, function (page) {
      return page !== $.jqluster.state().pageId;
    });
    $.each(siblings, function (_index, page) {
      catchUp($.jqluster(me).page(page));
    });
  });
  // #endregion

  // Also what others did last: all pages may be loaded again at once.
  $(window).on("pagehide", remember);

  /** So that a reload of this page shows what it showed, even when nobody else is there. */
  function remember() {
    var style = $("#disc")[0].style;
    var colour = $("body").attr("data-colour");
    demo.keep(me + demo.parameter("room"), {
      left: style.left,
      top: style.top,
      colour: colour,
      note: $("#note").val(),
      touched: lastTouched(),
    });
  }

  function recall() {
    var kept = demo.kept(me + demo.parameter("room"), null);
    if (!kept || !kept.touched) return;
    $("#disc").css({ left: kept.left, top: kept.top });
    $("#note").val(kept.note);
    $("body").attr({ "data-colour": kept.colour, "data-touched": kept.touched });
  }

  /** What goes over the wire, as it would be written on a page. */
  $.jqluster.on("message", function (direction, message) {
    var other = direction === "sent" ? message.to : message.from;
    var code = message.message_type === "select_and_get" && message.body.eval_code;
    if (other !== peer || !code || /data-touched|"lack"/.test(code)) return;
    var name = (direction === "sent" ? peer : me).toLowerCase();
    $("#wire")
      .removeClass("sent received")
      .addClass(direction)
      .text("$" + name + code.slice(1));
  });

  function begin() {
    var follow = demo.throttle(33, move);

    demo.drag($("#field")[0], function (x, y, phase) {
      $("#disc").css({ left: x * 100 + "%", top: y * 100 + "%" });
      follow(x * 100, y * 100);
      if (phase === "end") touch();
    });

    $("#disc").on("keydown", function (event) {
      var steps = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] };
      var step = steps[demo.keyOf(event)];
      if (!step) return;
      event.preventDefault();
      var style = this.style;
      var left = (parseFloat(style.left) || 50) + step[0];
      var top = (parseFloat(style.top) || 50) + step[1];
      move(Math.max(0, Math.min(100, left)), Math.max(0, Math.min(100, top)));
      touch();
    });
  }

  if (window.top !== window) $("body").addClass("framed");
  $(".my-name").text(me);
  document.title = me + " · jQluster";
  recall();
  begin();
})(jQuery);
