/** What the chains below act on. */
export const STAGE = `<ul id="list"><li class="first">one</li><li class="second">two</li><li>three<b>!</b></li></ul>
<div id="box" class="box" data-size="100" style="position:relative;width:200px;height:50px;padding:5px;margin:7px;overflow:scroll"><p style="height:900px;width:900px">tall</p></div>
<div id="wrap"><span id="inner">inner</span></div>
<p id="gone" style="display:none">hidden</p><p id="shown" title="shown">shown</p>
<input id="field" value="typed"><input id="tick" type="checkbox" checked><button id="go">go</button>`;

/** One call of each method that the original's remote selectors have, by what it does there. */
export const ORIGINAL_METHODS: { readonly [kind: string]: readonly string[] } = {
  gets: [
    '$("#shown").attr("title")',
    '$("#box").hasClass("box")',
    '$("#field").val()',
    '$("#box").css("padding-left")',
    '$("#box").height()',
    '$("#box").innerHeight()',
    '$("#box").innerWidth()',
    '$("#box").outerHeight(true)',
    '$("#box").outerWidth(false)',
    '$("#box").width()',
    '$("#box").data("size")',
    '$("#list").text()',
    '$("li.second").index()',
    '$("#list li").size()',
    '$("#list").html()',
    '$("#inner").position()',
    '$("#tick").prop("checked")',
    '$("#box").scrollLeft()',
    '$("#box").scrollTop()',
    '$("#box").offset()',
  ],
  selects: [
    '$("#list").children(".first").addClass("met")',
    '$("b").closest("ul").addClass("met")',
    '$("#wrap").contents().addClass("met")',
    '$("li").eq(1).addClass("met")',
    '$("#list").find("b").end().addClass("met")',
    '$("#list li").filter(".second").addClass("met")',
    '$("#list").find("li").addClass("met")',
    '$("li").first().addClass("met")',
    '$("li").has("b").addClass("met")',
    '$("li.first").is(".first")',
    '$("li").last().addClass("met")',
    '$("li.first").next("li").addClass("met")',
    '$("li.first").nextAll("li").addClass("met")',
    '$("li.first").nextUntil(".third", "li").addClass("met")',
    '$("#list li").not(".first").addClass("met")',
    '$("#box p").offsetParent().addClass("met")',
    '$("b").parent("li").addClass("met")',
    '$("b").parents("ul").addClass("met")',
    '$("b").parentsUntil("#stage", "li").addClass("met")',
    '$("li.second").prev("li").addClass("met")',
    '$("b").parent().prevAll().addClass("met")',
    '$("b").parent().prevUntil(".first", "li").addClass("met")',
    '$("li.first").siblings("li").addClass("met")',
    '$("#list li").slice(1, 3).addClass("met")',
  ],
  sets: [
    '$("#shown").attr("title", "JavaScript: The Good Parts")',
    '$("#field").val("said")',
    '$("#shown").css({ "color": "red", "scroll-behavior": "smooth" })',
    '$("#box").height(80)',
    '$("#box").width(90)',
    '$("#box").data("size", 7).data("size")',
    '$("#shown").text("<b>text</b>")',
    '$("#shown").html("<b>bold</b> text")',
    '$("#tick").prop("checked", false)',
    '$("#box").scrollLeft(30)',
    '$("#box").scrollTop(40)',
    '$("#box").offset({ "top": 9, "left": 8 })',
  ],
  changes: [
    '$("li").addClass("made new")',
    '$("li.first").after("<li>after</li>")',
    '$("#list").append("<li>4</li>", "<li>5</li>")',
    '$("<li>4</li>").appendTo("#list")',
    '$("li.first").before("<li>before</li>")',
    '$("li.first").detach()',
    '$("#list").empty()',
    '$("<li class=\'new\'>new</li>").insertAfter("li.first")',
    '$("<li>a</li><li>b</li>").insertBefore("li.second")',
    '$("#list").prepend("<li>0</li>")',
    '$("<li><i>0</i></li>").prependTo("#list")',
    '$("li").remove(".second")',
    '$("#shown").removeAttr("title")',
    '$("li").removeClass("first")',
    '$("#shown").prop("mark", 1).removeProp("mark").prop("mark")',
    '$("<h2>new</h2>").replaceAll("#shown")',
    '$("#shown").replaceWith("<h2>with</h2>")',
    '$("li").toggleClass("first")',
    '$("#inner").unwrap()',
    '$("li b").wrap("<i class=\'w\'></i>")',
    '$("#list li").wrapAll("<div></div>")',
    '$("li").wrapInner("<em></em>")',
    '$("#stage").trigger("ping", ["heard"])',
  ],
  animates: [
    '$("#shown").animate({ "opacity": 0.5 }, 20)',
    '$("#gone").fadeIn(20)',
    '$("#shown").fadeTo(20, 0.7)',
    '$("#shown").fadeOut(20)',
    '$("#shown").fadeToggle(20)',
    '$("#gone").slideDown(20)',
    '$("#shown").slideUp(20)',
    '$("#shown").slideToggle(20)',
    '$("#shown").hide(20)',
    '$("#gone").show(20)',
    '$("#gone").toggle(20)',
    '$("#shown").fadeOut(20).promise()',
  ],
};

/** Those that take a handler: where, the method, its arguments, what the page then does, and what comes of it. */
export const ORIGINAL_LISTENING = [
  ['$("#go")', "on", ["click"], '$("#go").click()', ["click"]],
  ['$("#list")', "on", ["click", "li.second"], '$("li").click()', ["click"]],
  ['$("#list li")', "each", [], "", [0, 1, 2]],
  ['$("#shown")', "fadeOut", [20], "", [null]],
] as const;

/** The text of a page's script that puts the stage on it, and tells how it looks. */
export const STAGE_SCRIPT = `
  function setStage() {
    $("#stage").off().html(${JSON.stringify(STAGE)}).on("ping", function (event, word) {
      $(this).children("#shown").attr("data-heard", word);
    });
  }
  function stageNow() {
    var box = $("#box");
    return [$("#stage").html(), $("#field").val(), $("#tick").prop("checked"), box.scrollTop(), box.scrollLeft()];
  }
`;
