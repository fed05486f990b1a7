// Makes another page look like this one, with what any page can do to another by jQuery.
(function ($) {
  "use strict";

  // Names that are refused from afar, since old browsers ran script by them.
  var REFUSED_STYLE = /behavior/;

  /** The parts of this page: what stands in its `main`. */
  function parts() {
    return $("main").children();
  }

  /** The markup in an element, without scripts and styles: the policy of these pages lets no markup have them. */
  function markupOf(element) {
    var $copy = $(element).clone();
    $copy.find("script").remove();
    $copy.find("[style]").removeAttr("style");
    $(element)
      .find("input")
      .each(function (index) {
        $copy.find("input").eq(index).attr("value", this.value);
      });
    return $copy.html();
  }

  function stylesOf(element) {
    var styles = {};
    $.each(element.style, function (_index, name) {
      if (typeof name !== "string" || REFUSED_STYLE.test(name)) return;
      styles[name] = element.style.getPropertyValue(name);
    });
    return styles;
  }

  function attributesOf(element) {
    var attributes = { class: "" };
    $.each(element.attributes, function (_index, attribute) {
      if (attribute.name !== "style") attributes[attribute.name] = attribute.value;
    });
    return attributes;
  }

  function lookOf(element) {
    return {
      attributes: attributesOf(element),
      styles: stylesOf(element),
      value: $(element).is("input") ? element.value : null,
      markup: markupOf(element),
      inner: $.map($(element).find("*").not("script").get(), function (child, index) {
        return child.style.length > 0 ? { at: index, styles: stylesOf(child) } : null;
      }),
    };
  }

  /** How this page looks. */
  function likeness() {
    return { parts: $.map(parts().get(), lookOf), body: lookOf($("body")[0]) };
  }

  function wear($element, look, markup) {
    $element.removeAttr("style").attr(look.attributes).css(look.styles);
    if (look.value !== null) $element.val(look.value);
    else if (markup) {
      $element.html(look.markup);
      $.each(look.inner, function (_index, child) {
        $element.find("*").eq(child.at).css(child.styles);
      });
    }
  }

  /**
   * Makes a page look like that.
   *
   * @param $page The jQuery of the page: a remote one, or this page's own.
   * @param look From `likeness`.
   * @param count How many parts the page has now. Where they are as many, the elements stay, and what listens to them.
   */
  function dress($page, look, count) {
    var partwise = count === look.parts.length;
    wear($page("body"), look.body, !partwise);
    $.each(partwise ? look.parts : [], function (index, part) {
      wear($page("main").children().eq(index), part, true);
    });
  }

  window.demo = $.extend(window.demo || {}, { parts: parts, likeness: likeness, dress: dress });
})(jQuery);
