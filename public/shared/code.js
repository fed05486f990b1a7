// "Show the code": the jQluster lines of a page, which its script marks with #region.
(function ($) {
  "use strict";

  var REGION = /^[ ]*\/\/ #region (.*)\n([\s\S]*?)^[ ]*\/\/ #endregion/gm;
  var TOKEN = /(\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|(\$\.jqluster|\$[a-zA-Z]\w*)/g;

  /** The marked regions of a script: `{ title, code }`, without the indentation they share. */
  function regionsOf(script) {
    var regions = [];
    var found;
    REGION.lastIndex = 0;
    for (found = REGION.exec(script); found; found = REGION.exec(script)) {
      regions.push({ title: found[1], code: outdent(found[2]) });
    }
    return regions;
  }

  function outdent(code) {
    var indent = /^ */.exec(code)[0];
    return code.replace(new RegExp("^" + indent, "gm"), "").replace(/\s+$/, "");
  }

  /** Code as an element, with comments, strings and remote selectors in their colours. */
  function highlight(code) {
    var $pre = $('<pre class="code" tabindex="0">');
    var at = 0;
    function plain(text) {
      if (text) $pre.append(document.createTextNode(text));
    }
    code.replace(TOKEN, function (text, comment, string, _remote, index) {
      plain(code.slice(at, index));
      at = index + text.length;
      $("<span>")
        .addClass(comment ? "code-comment" : string ? "code-string" : "code-remote")
        .text(text)
        .appendTo($pre);
    });
    plain(code.slice(at));
    return $pre;
  }

  /**
   * Copies a text, by a selection where there is no `navigator.clipboard`, as on pages that came by HTTP.
   *
   * @param $button What was pressed.
   * @param done Called with whether the text is copied.
   */
  function copy(text, $button, done) {
    function bySelection() {
      // Beside the button: an open dialog lets nothing outside of it have the focus.
      var $field = $('<textarea class="visually-hidden" readonly>').val(text).insertAfter($button);
      // What is copied has the spaces that are shown.
      $field.css("white-space", "pre").trigger("focus").trigger("select");
      var isCopied = document.execCommand("copy");
      $field.remove();
      $button.trigger("focus");
      done(isCopied);
    }

    if (!navigator.clipboard) bySelection();
    else navigator.clipboard.writeText(text).then(done.bind(null, true), bySelection);
  }

  function showCode() {
    var files = $("body").attr("data-code").split(" ");
    var $dialog = $('<dialog class="code-dialog" aria-labelledby="code-title">');
    // Browsers without dialogs show the script itself.
    if (!$dialog[0].showModal) {
      location.assign(files[0]);
      return;
    }
    var $close = $('<button type="button" class="button small">').text("Close");
    $close.on("click", function () {
      $dialog[0].close();
    });
    $('<div class="code-head">')
      .append($('<h2 id="code-title">').text("The jQluster lines of this page"), $close)
      .appendTo($dialog);
    $dialog.on("close", function () {
      $dialog.remove();
    });
    $dialog.appendTo("body");
    $.each(files, function (_index, file) {
      var $part = $("<div>").appendTo($dialog);
      $.ajax({ url: file, dataType: "text" }).done(function (script) {
        $.each(regionsOf(script), function (_number, region) {
          var $copy = $('<button type="button" class="button small">').text("Copy");
          $copy.on("click", function () {
            copy(region.code, $copy, function (isCopied) {
              $copy.text(isCopied ? "Copied" : "Select and copy it");
            });
          });
          $('<section class="code-part">')
            .append($('<div class="row code-row">').append($('<h3 class="grow">').text(region.title), $copy))
            .append(highlight(region.code).attr("aria-label", region.title))
            .appendTo($part);
        });
        $('<p class="code-part muted">')
          .append("The whole script: ", $("<a>").attr("href", file).text(file))
          .appendTo($part);
      });
    });
    $dialog[0].showModal();
  }

  window.demo = $.extend(window.demo || {}, { showCode: showCode, highlight: highlight, copy: copy });
})(jQuery);
