/** The head of the document that the chains run on. */
export const HEAD = `<meta charset="utf-8"><title>Rich</title><style>
body { margin: 8px; font: 16px/20px monospace; }
.item { color: rgb(0, 0, 120); } .wide { width: 300px; } .gone { display: none; }
#box { box-sizing: border-box; } td { padding: 2px; } .half { width: 50%; }
</style>`;

/** Its body: lists, tables, forms with every kind of input, nested boxes, drawings, comments, odd names. */
export const BODY = `<div id="page" class="page main" data-kind="root" title="Page">
<h1 id="head">Title <small>small</small></h1><!-- a comment -->
<ul id="list" class="list" data-count="3" data-json='{"a":[1,2],"b":null}' data-on="true" data-num="1.50">
  <li class="item first" data-n="1">one</li>
  <li class="item" data-n="2" title="two">two <b>bold</b></li>
  <li class="item last" data-n="3"> three <i>it</i> <a href="#x" class="link">link</a></li>
</ul>
<ol id="tree"><li>a<ol><li>aa</li><li class="deep">ab<ol><li>aba</li></ol></li></ol></li><li>b</li></ol>
<table id="grid"><caption>grid</caption><thead><tr><th>h1</th><th colspan="2">h2</th></tr></thead>
<tbody><tr id="row" class="row"><td>11</td><td>12</td><td>13</td></tr><tr class="row odd"><td>21</td><td>22</td><td class="cell">23</td></tr></tbody>
<tfoot><tr><td>f</td></tr></tfoot></table>
<form id="form" action="#sent"><fieldset id="fields"><legend>legend</legend>
<label for="name">name</label><input id="name" name="name" value="Bob"><input name="empty"><input name="pass" type="password" value="p&amp;q">
<input name="number" type="number" value="5" min="0" max="9"><input name="range" type="range" value="30"><input name="day" type="date" value="2020-02-29">
<input name="color" type="color" value="#ff0000"><input name="mail" type="email" value="a@b.c"><input name="hide" type="hidden" value="h">
<label><input id="c1" name="check[]" type="checkbox" value="1" checked>c1</label><input id="c2" name="check[]" type="checkbox" value="2"><input name="lone" type="checkbox">
<input id="r1" name="radio" type="radio" value="x"><input id="r2" name="radio" type="radio" value="y" checked><input type="file" name="file">
<textarea id="area" name="area" rows="2">some
text</textarea><input name="off" value="off" disabled></fieldset>
<select id="one" name="one"><option value="1">uno</option><option selected>dos</option><option value="3" disabled>tres</option></select>
<select id="many" name="many" multiple size="3"><optgroup label="g"><option selected>A</option><option value="bb">B</option></optgroup><option selected>C</option></select>
<select id="none" name="none"></select><output name="out">o</output><progress value="3" max="10"></progress>
<button id="go" type="button" name="go" value="went">go</button><input type="submit" name="send" value="send"><input type="reset" value="reset"></form>
<div id="box" class="box wide" style="width: 120px; height: 40px; padding: 5px; border: 2px solid; margin: 3px; position: relative; overflow: auto"><div id="tall" style="height: 200px; width: 400px">tall</div></div>
<div id="outer" class="nest"><div class="nest half"><div id="inner" class="nest deep">inner <span>s1</span><span class="mark">s2</span></div></div></div>
<div id="unseen" style="display: none">unseen <em>e</em></div><p id="styled" class="gone">gone</p><p></p>
<p id="text">text &lt;b&gt; &amp; more <strong title="it's &quot;q&quot;">strong</strong> end<br>line</p>
<p id="we.ird" data-a-b="x" data-aB="y" data-null="null" data-bad="{bad">weird</p><p id="it's">quote</p>
<svg id="pic" width="40" height="30"><g class="shapes"><circle id="dot" class="dot" cx="5" cy="5" r="4"></circle><rect width="9" height="9"></rect></g><text y="20">t</text></svg>
<x-card id="card"><slot>slot</slot></x-card><details id="more"><summary>sum</summary>rest</details><blockquote><pre>pre
  formatted</pre></blockquote><img id="img" width="10" height="10" alt="i"><span id="dup" class="dup">d1</span><span id="dup" class="dup">d2</span><hr>
</div><div id="side" class="page"></div>`;

/**
 * A selector for every part of the document, some that only jQuery knows, some that select nothing, some that are wrong.
 * None on which jQuery and browsers do not agree, such as `:enabled` of jQuery 1.12: which of them is asked depends on
 * what was selected before.
 */
export const SELECTORS: readonly string[] = [
  "#page #head #list #tree #grid #row #form #fields #name #c1 #c2 #r1 #area #one #many #none #go #box #tall #outer",
  "#inner #unseen #styled #text #we\\.ird #it\\'s #pic #dot #card #more #img #dup #side #absent",
  "li ul ol td th tr tbody thead table caption form input select option optgroup textarea button label div p span b i a",
  "small strong em svg g circle rect text x-card slot details summary pre img hr br fieldset legend output body html head title",
  ".item .first .last .page .nest .deep .row .cell .odd .half .wide .gone .dup .dot .mark .link .absent",
  "[data-n] [title] [type] [checked] [multiple] [class~='item'] [data-n='2'] [id^='t'] [name$=']'] [disabled] [href]",
  ":text :checkbox :radio :password :button :submit :reset :image :file :input :header :parent :root :focus",
  ":first :last :eq(3) :even :odd :gt(40) :lt(9) :visible :hidden :selected :checked input:disabled input:enabled :empty",
  "li:first-child li:last-child li:nth-child(2) td:nth-child(odd) p:empty li:not(.item) div:has(span) p:contains('more')",
  "li:first-of-type span:only-child li:nth-last-child(2) input:not([type]) :not(div) :lang(en) li:eq(-1) tr:even",
]
  .join(" ")
  .split(" ")
  .concat([
    "*",
    "ul > li",
    "ul li + li",
    "li ~ li",
    "td, th",
    "b, i, a",
    "#page > *",
    "#form :input",
    "#pic *",
    "div div",
  ])
  .concat([
    "tr > td:first-child",
    "#list, #tree",
    "select option:selected",
    "> li",
    "+ li",
    "li[",
    ":absurd",
    "",
    " li ",
  ]);
