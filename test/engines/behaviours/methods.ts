import { type BehaviourGroup, changes, reads } from "./scene";

const texts = `$.map($("#list li").get(), function (item) { return $(item).text(); }).join()`;

/** One of each class of methods, and those that engines do in different ways. */
export const methods: BehaviourGroup = {
  title: "Methods",
  behaviours: [
    reads("gets how many there are", `$bob("li").length`, 3),
    reads("gets a text", `$bob("li").eq(1).text()`, "two"),
    reads("gets markup", `$bob("#box").html()`, "box"),
    reads("gets an attribute", `$bob("#link").attr("href")`, "#followed"),
    reads("gets a property", `$bob("#tick").prop("checked")`, false),
    reads("gets the value of a field", `$bob("#name").val()`, "Bob"),
    reads("gets the value of a list of choices", `$bob("#choice").val()`, "a"),
    reads("gets a style by its name", `$bob("#box").css("width")`, "120px"),
    reads("gets several styles", `$bob("#box").css(["width", "position"])`, {
      width: "120px",
      position: "static",
    }),
    reads("gets a width", `$bob("#box").width()`, 120),
    reads("gets a width with its padding", `$bob("#outer").innerWidth()`, 220),
    reads(
      "gets a place in the document",
      `$bob("#box").offset().then(function (place) { return place.top > 0; })`,
      true,
    ),
    reads(
      "gets the width of the window",
      `$bob(window).width().then(function (width) { return width > 100; })`,
      true,
    ),
    reads("gets the title of the document", `$bob(document).prop("title")`, "page"),
    reads("asks whether there is a class", `$bob("ul").children("li").eq(1).hasClass("second")`, true),
    reads("asks whether it is shown", `$bob("#box").is(":visible")`, true),
    reads("gets an index", `$bob("li").index($bob(".second"))`, 1),
    reads("gets the fields of a form", `$bob("#form").serialize()`, "name=Bob&choice=a&area=text"),
    reads(
      "gets the fields of a form as a list",
      `$bob("#form").serializeArray().then(function (all) { return all.length; })`,
      3,
    ),
    reads(
      "goes to parents, children and neighbours",
      `$bob(".second").parent().children().first().next().siblings().last().text()`,
      "three",
    ),
    reads("filters", `$bob("li").filter(":not(.second)").add("b").slice(1).text()`, "three"),
    reads("finds the closest", `$bob("#box").closest("div[style*=padding]").attr("id")`, "outer"),
    reads(
      "gives undefined for what is not there",
      `$bob("#nothing").width().then(function (width) { return String(width); })`,
      "undefined",
    ),
    changes(
      "sets a text, which stays text",
      `$bob("#box").text("<b>bold</b>")`,
      `$("#box").html()`,
      "&lt;b&gt;bold&lt;/b&gt;",
    ),
    changes("sets markup", `$bob("#box").html("<b>bold</b><td>cell")`, `$("#box").html()`, "<b>bold</b>cell"),
    changes(
      "sets and removes attributes",
      `$bob("#link").attr({ title: "x", rel: "y" }).removeAttr("rel")`,
      `$("#link")[0].title + $("#link")[0].rel`,
      "x",
    ),
    changes("sets properties", `$bob("#tick").prop("checked", true)`, `$("#tick")[0].checked`, true),
    changes("sets the value of a field", `$bob("#name").val("Ada")`, `$("#name").val()`, "Ada"),
    changes(
      "sets styles",
      `$bob("#box").css({ color: "rgb(255, 0, 0)", width: "+=5px" })`,
      `$("#box").css("color") + $("#box").css("width")`,
      "rgb(255, 0, 0)125px",
    ),
    changes(
      "adds, removes and toggles classes",
      `$bob("#box").addClass("a b").removeClass("a").toggleClass("c")`,
      `$("#box").attr("class")`,
      "b c",
    ),
    changes("sets data", `$bob("#box").data("kept", { deep: [1] })`, `$("#box").data("kept")`, { deep: [1] }),
    changes(
      "scrolls",
      `$bob("#scroller").scrollTop(50).scrollLeft(20)`,
      `[$("#scroller")[0].scrollTop, $("#scroller")[0].scrollLeft]`,
      [50, 20],
    ),
    changes(
      "appends, prepends and inserts",
      `$bob("#list").append("<li>z").prepend("<li>a"); $bob(".second").before("<li>b").after("<li>c")`,
      texts,
      "a,one,b,two,c,three,z",
    ),
    changes("moves elements", `$bob("#list").append($bob("li").first())`, texts, "two,three,one"),
    changes(
      "removes and empties",
      `$bob(".second").remove(); $bob("#outer").empty()`,
      `${texts} + $("#outer").html()`,
      "one,three",
    ),
    changes("replaces", `$bob(".second").replaceWith("<li>2</li>")`, texts, "one,2,three"),
    changes(
      "wraps and unwraps",
      `$bob("#box").wrap("<section>").wrapInner("<i>").unwrap()`,
      `$("#box").parent()[0].id + $("#box").html()`,
      "outer<i>box</i>",
    ),
    changes("clones", `$bob(".second").clone().appendTo("#list")`, texts, "one,two,three,two"),
    changes(
      "puts rows into a table",
      `$bob("#box").html("<table><tbody></tbody></table>").find("tbody").append("<tr><td>cell")`,
      `$("#box td").text()`,
      "cell",
    ),
    changes("triggers an event", `$bob("#box").trigger("click")`, `$("#box").length`, 1),
    changes("gives a field the focus", `$bob("#name").focus()`, "document.activeElement.id", "name"),
  ],
};
