import type { Browser, Page } from "playwright-core";
import { type BuildName, openPage } from "../page";

/** Every element of HTML, obsolete ones included, and of SVG. */
export const ELEMENTS: readonly string[] = (
  "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br " +
  "button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed " +
  "fencedframe fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html " +
  "i iframe img input ins kbd keygen label legend li link main map mark marquee menu menuitem meta meter nav nobr " +
  "noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rp rt " +
  "ruby s samp script search section select slot small source span strike strong style sub summary sup table tbody td " +
  "template textarea tfoot th thead time title tr track tt u ul var video wbr xmp x-custom " +
  "animate animateColor animateMotion animateTransform circle clipPath defs desc discard ellipse feBlend " +
  "feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight " +
  "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology " +
  "feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter foreignObject g glyphRef handler " +
  "line linearGradient listener marker mask metadata mpath path pattern polygon polyline radialGradient rect set stop " +
  "svg switch symbol text textPath tspan use view math"
).split(" ");

/** What is written like an address with a script in it, and is none where no address stands. */
export const HARMLESS_TEXTS: readonly string[] = [
  "JavaScript: The Good Parts",
  "Data: 5",
  "data:text/html, as an address begins",
  "vbscript: an old language",
  "See javascript:void(0) & data:,x",
  " JAVASCRIPT : 2 of 3",
  "feed:javascript:x",
  "behavior, expression (of joy), url of the site",
];

/** Addresses in which no script stands, though words of one do. */
export const HARMLESS_ADDRESSES: readonly string[] = [
  "/a?next=javascript:x,data:y",
  "#javascript:void(0)",
  "javascript/x.js",
  "./data:5",
  "mailto:vbscript:x@example.org",
  "data:image/png;base64,AA==",
];

/** The values that attributes are given, by what they are. */
export const VALUES = {
  text: "x",
  sentence: "JavaScript: The Good Parts",
  address: " java\nscript:hit()",
  style: "color: red; behavior: url(x)",
  opener: "opener",
  documentMember: "createElement",
  formMember: "submit",
} as const;

const SCRIPT = `
  var SVG = "http://www.w3.org/2000/svg";
  // Most of the time would go into the traces of what is refused: the inspector takes one of each error, whatever the limit.
  var prototype = Error.prototype;
  window.Error = function (message) { this.message = message; };
  window.Error.prototype = prototype;
  var context = { jQuery: jQuery, window: window };
  function known(owner, found) {
    Object.getOwnPropertyNames(owner).forEach(function (name) {
      var described = Object.getOwnPropertyDescriptor(owner, name);
      if (described.get) found[name] = true;
    });
  }
  window.attributeNames = function (extra) {
    var found = {};
    Object.getOwnPropertyNames(window).filter(function (name) { return /Element$/.test(name); }).forEach(function (name) {
      if (window[name] && window[name].prototype) known(window[name].prototype, found);
    });
    // Handlers of the window and the document are attributes of <body>.
    var owners = {};
    known(window, owners);
    known(Document.prototype, owners);
    Object.keys(owners).forEach(function (name) { if (/^on/.test(name)) found[name] = true; });
    extra.forEach(function (name) { found[name] = true; });
    return Object.keys(found);
  };
  // Most properties of styles are attributes of SVG.
  window.styleNames = function () {
    return [].slice.call(getComputedStyle(document.documentElement));
  };
  window.isOfSvg = function (tag) { return make(tag) instanceof SVGElement; };
  function make(tag) {
    var html = document.createElement(tag);
    if (!(html instanceof HTMLUnknownElement)) return html;
    var svg = document.createElementNS(SVG, tag);
    return Object.getPrototypeOf(svg) === SVGElement.prototype ? html : svg;
  }
  function refused(target, step) {
    try { chains.applyStep(target, step, context); } catch (error) { return error.name === "RefusalError"; }
    return false;
  }
  // The guards decide before the method runs, so it need not: nothing is loaded, and one element does for all names.
  function selected(tag, method) {
    var target = jQuery(make(tag));
    target[method] = function () { return this; };
    return target;
  }
  // By call: the names that are refused, whichever way they are set.
  window.byCall = function (tag, names, value, way) {
    var method = way.split(" ")[0], target = selected(tag, method);
    return names.filter(function (name) {
      var pair = {};
      pair[name] = value;
      // A property that hides a method is no attribute.
      if (method === "prop" && typeof target[0][name] === "function") return false;
      return refused(target, { method: method, args: / list/.test(way) ? [pair] : [name, value] });
    });
  };
  window.byRemoval = function (tag, names) {
    var target = selected(tag, "removeAttr");
    return names.filter(function (name) {
      return refused(target, { method: "removeAttr", args: [name] });
    });
  };
  // By markup: the names that are lost; null when the element is.
  window.byMarkup = function (tag, names, value) {
    var attributes = names.map(function (name) { return name + '="' + value.replace(/"/g, "&quot;") + '"'; });
    var root = [chains.readChain("$(" + JSON.stringify("<" + tag + " " + attributes.join(" ") + ">") + ")")];
    var built = chains.evaluateChain(root[0], context);
    var element = built.filter(function () { return /^(image|img)$/i.test(tag) || this.localName === tag.toLowerCase(); })[0];
    if (!element) return null;
    var get = Element.prototype.getAttribute;
    return names.filter(function (name) { return get.call(element, name) !== value; });
  };
  // The verdicts of all ways over all elements: what attr() refuses, and where another way differs.
  window.allVerdicts = function (tags, html, svg, value) {
    var verdicts = {}, differences = [];
    tags.forEach(function (tag) {
      var names = isOfSvg(tag) ? svg : html;
      var refusedNames = byCall(tag, names, value, "attr"), text = refusedNames.join();
      verdicts[tag] = refusedNames;
      ["attr list", "prop", "prop list"].forEach(function (way) {
        var other = byCall(tag, names, value, way).join();
        if (other !== text) differences.push([tag, way, text, other]);
      });
      var lost = byMarkup(tag, names, value);
      if (lost && lost.join() !== text) differences.push([tag, "markup", text, lost.join()]);
    });
    return { verdicts: verdicts, differences: differences };
  };
  window.allRemovals = function (tags, html, svg) {
    var verdicts = {};
    tags.forEach(function (tag) { verdicts[tag] = byRemoval(tag, isOfSvg(tag) ? svg : html); });
    return verdicts;
  };
  // Where a text arrives otherwise than by the page's own jQuery, or not as it is in markup.
  window.losses = function (tags, names, text) {
    var found = [];
    function outcome(call, element, way, name) {
      try { call(); } catch (error) { return String(error); }
      return String(jQuery(element)[way](name));
    }
    tags.forEach(function (tag) {
      var lost = byMarkup(tag, names, text);
      if (lost.length > 0) found.push([tag, "markup", lost]);
      ["attr", "prop"].forEach(function (way) {
        names.forEach(function (name) {
          var ours = make(tag), own = make(tag);
          if (way === "prop" && typeof own[name] === "function") return;
          var there = outcome(function () {
            chains.applyStep(jQuery(ours), { method: way, args: [name, text] }, context);
          }, ours, way, name);
          var here = outcome(function () { jQuery(own)[way](name, text); }, own, way, name);
          if (there !== here) found.push([tag, way, name, there, here]);
        });
      });
    });
    return found;
  };
  window.svgTags = function (tags) { return tags.filter(isOfSvg); };
`;

/** A page that tells which names each way of setting an attribute refuses. */
export async function openVerdictPage(browser: Browser, build: BuildName): Promise<Page> {
  const page = await openPage(browser, build, "<!doctype html><body></body>");
  await page.addScriptTag({ content: SCRIPT });
  return page;
}
