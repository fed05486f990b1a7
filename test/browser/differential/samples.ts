import type { JsonValue } from "../../../src/protocol";

/** Things that methods take, by what they are. */
export const SAMPLES = {
  className: ["item", "new", "wide gone", "first  last", " half ", "", "deep", "x-y"],
  attribute: words(
    "title id class href data-n value type checked disabled colspan style name for aria-label tabindex selected",
    "absent width cx multiple alt hidden",
  ),
  attributeValue: ["new", "", 5, true, false, null, undefined, 1.5, "#here", "a b", "text", ["x", "y"]],
  property: words(
    "title id className value checked disabled tagName nodeType tabIndex selectedIndex name multiple hidden",
    "indeterminate class for absent textContent type",
  ),
  propertyValue: [true, false, "new", 1, 0, "", null, undefined, "off"],
  style: words(
    "color width height display opacity fontSize margin-left background-color zIndex position padding absent",
    "--own border-top-width visibility float left maxWidth lineHeight",
  ),
  styleValue: [
    ...words("red 10px 50% +=5 -=3 auto none block 2em inherit"),
    ...["", 20, 0.5, -4, null, undefined],
  ],
  size: [10, "50px", "25%", 0, "", "+=7", "auto", -5, 33.3, "3em", null, undefined, true],
  scroll: [0, 10, 50, 1000, "20", -3, null, undefined],
  dataName: words("kind n json on num own aB a-b null bad absent count camelCase dash-name"),
  dataValue: ["v", 7, true, null, undefined, { a: { b: [1] } }, [1, "2"], "", 0],
  text: [
    ...["plain", "", " spaces  here ", "<b>no markup</b>", "&amp; &", "line\nbreak", "\u2028é✓😀"],
    ...[5, true, null, undefined],
  ],
  fieldValue: ["x", "2", "", 7, null, undefined, ["A", "bb"], ["1", "2"], ["y"], [], "dos", true, "#00ff00"],
  index: [0, 1, 2, 5, -1, -2, 100, "1"],
  easing: ["swing", "linear"],
  duration: [0, 5, 30, "fast", "slow", undefined],
  eventName: words(
    "click custom refresh refresh.page change focus blur keydown mouseover mouseenter custom.ns focusin reset",
    "submit input absent dblclick mouseleave",
  ),
  path: [
    ...[
      "//li",
      "//div[@id='box']",
      "//html[1]/body[1]/div[@id='page']/ul[1]/li[2]",
      "/",
      "//absent",
      "//ul[",
    ],
    ...["//table//td[2]", "//html[1]/body[1]/*[1]", "//li[position()<3]", "//p/text()"],
  ],
} as const satisfies { readonly [kind: string]: readonly (JsonValue | undefined)[] };

/** Markup that runs nothing, as jQuery takes it. */
export const MARKUP: readonly string[] = [
  "<b>bold</b>",
  "<li class='item made'>made</li>",
  "<p>one</p><p>two <i>three</i></p>",
  "plain words",
  " words <em>and</em> more ",
  "&lt;entity&gt; &amp; more",
  "fish & chips",
  "<td>cell</td>",
  "<tr><td>a</td><td>b</td></tr>",
  "<tr class='row'><th>a</th></tr><tr></tr>",
  "<option value='o'>option</option><option selected>second</option>",
  "<optgroup label='l'><option>in</option></optgroup>",
  "<div id='made' class='nest' data-n='9' title=\"q'q\"><span>deep <b>er</b></span></div>",
  "<input name='made' value='m' checked type='checkbox'>",
  "<textarea>t &lt; u</textarea>",
  "<select><option>1</option><option selected>2</option></select>",
  "<p>open<p>open too<br/>and more",
  "<ul><li>x<ul><li>y</li></ul></li></ul>",
  "<table><tr><td>bare row</td></tr></table>",
  "<!-- remark --><span></span>",
  "<a href='#made' target='_top'>link</a>",
  "<x-made><slot>s</slot></x-made>",
  "<img alt='none' width='3' height='4'>",
  "<div style='color: red; width: 5px'>styled</div>",
  "<b/>after",
  "<label><button type='button' disabled>press</button></label>",
  "",
  "  \n ",
  "<caption>cap</caption>",
  "<col><col>",
  "<tbody><tr><td>1</td></tr></tbody>",
  "<form class='made'><input name='in'></form>",
  "5 < 6 > 4",
  "#text",
];

/** Markup that things are wrapped in. */
export const WRAPPERS: readonly string[] = [
  "<div class='wrap'></div>",
  "<section><p></p></section>",
  "<em>",
  "<div><b>before</b><i></i></div>",
  "<span title='w'>text</span>",
  "<ul><li></li></ul><hr>",
  " <u></u>",
];

/** Elements that hold next to nothing. */
export const SMALL: readonly string[] = words(
  "b small em #dot .mark #dup #c1 option strong .cell .first #side #inner a p:empty summary li:last-child .absent",
  "input td #go th:first-child label",
).concat("svg text");

/** One element each, or none. */
export const SINGLE: readonly string[] = words(
  "#page #list #grid #row #form #one #many #box #inner #text #card #side #area tbody body head title #absent",
  "li:first #dot #pic #unseen html #c2 td:eq(2)",
);

function words(...lines: readonly string[]): readonly string[] {
  return lines.join(" ").split(" ");
}
