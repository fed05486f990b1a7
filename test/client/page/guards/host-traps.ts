/**
 * The script of a page that has much to lose. `fuzz(codes)` runs expressions and gives what it found: script that ran,
 * secrets that were read, functions called, things changed, and values that crossed though they are on no list.
 *
 * It decides by itself what is a node and what is data, so that a mistake of the guards is none of the test.
 */
export const HOST_TRAPS = String.raw`
  var found = [], current = "", depth = 0, active = false;
  function note(what) { found.push({ code: current, what: what }); }
  window.hit = function () { note("ran script"); };
  window.open = window.alert = window.confirm = window.prompt = window.print = function () { note("called a dialog"); };
  HTMLFormElement.prototype.submit = HTMLFormElement.prototype.requestSubmit = function () {};
  addEventListener("click", function (event) { event.preventDefault(); }, true);
  addEventListener("submit", function (event) { event.preventDefault(); }, true);
  if (window.navigation) navigation.addEventListener("navigate", function (event) { note("navigated"); event.preventDefault(); });

  // What is private, and what is the page's own.
  document.cookie = "session=SECRET-COOKIE";
  localStorage.token = sessionStorage.token = "SECRET-STORAGE";
  window.name = "SECRET-NAME";
  history.replaceState({ token: "SECRET-STATE" }, "");
  window.appState = { token: "SECRET-STATE" };
  window.token = window.value = "SECRET-GLOBAL";
  window.elements = [{ name: "n", value: "SECRET-ELEMENTS" }];
  var onLogout = window.onLogout = window.logout = window.width = window.step = window.complete = function () { note("called the page"); };
  function Widget() { this.token = "SECRET-WIDGET"; }
  Widget.prototype.reload = Widget.prototype.x = window.logout;
  document.querySelector("script").nonce = "SECRET-NONCE";

  var BAD = "<img/src='x:'/onerror=hit()>";
  var BODY = "<div id=box class=\"x " + BAD.replace(/"/g, "") + " y\">x</div><p id=evil>x</p><a rel=\"" + BAD + " y\" href=#>x</a>" +
    "<form id=form><input name=i sizes=\"" + BAD + "\"><button>b</button></form><ul><li>1</li><li>2</li></ul>";
  var html = document.documentElement, head = document.head;
  var body = document.body;
  function reset() {
    while (document.firstChild) document.removeChild(document.firstChild);
    document.appendChild(html);
    while (html.firstChild) html.removeChild(html.firstChild);
    html.appendChild(head);
    html.appendChild(body);
    [html, body].forEach(function (element) {
      jQuery(element).off().removeData();
      while (element.attributes.length) element.removeAttribute(element.attributes[0].name);
    });
    jQuery(document).off().removeData();
    jQuery(window).off().removeData();
    jQuery(body).empty();
    body.innerHTML = BODY;
    html.className = "x " + BAD + " y";
    html.setAttribute("data-markup", BAD);
    jQuery(html).add("#box").data({ widget: new Widget(), config: { a: [1] }, location: location, strings: [BAD],
      getter: { get a() { note("called an accessor"); return 1; } } });
    jQuery("#box").on("page", function (event) { jQuery(event.target).attr("title", "seen"); return location; })
      .on("strings", function () { return [BAD]; });
  }

  // What is no node and is called or set while an expression runs. ECMASCRIPT are the names of the language itself.
  var touched = {};
  function watch(owner, name, label) {
    var descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (!descriptor || !descriptor.configurable) return;
    ["value", "set"].forEach(function (part) {
      var original = descriptor[part];
      if (typeof original !== "function" || /^[A-Z]/.test(name) || name === "constructor") return;
      descriptor[part] = function () {
        if (active) touched[(part === "set" ? "set " : "") + label + "." + name] = true;
        return original.apply(this, arguments);
      };
    });
    Object.defineProperty(owner, name, descriptor);
  }
  var ours = ["hit", "fuzz", "note", "watch", "reset", "jQuery", "$", "host", "eval", "onList", "Widget", "snapshot", "isNode", "isBranded"];
  Object.getOwnPropertyNames(window).forEach(function (name) {
    var made = window[name];
    if (ECMASCRIPT.indexOf(name) >= 0 || ours.indexOf(name) >= 0) return;
    if (!/^[A-Z]/.test(name)) { if (typeof made === "function" && !/^on/.test(name)) watch(window, name, "window"); return; }
    if (typeof made !== "function" || !made.prototype || Node.prototype.isPrototypeOf(made.prototype) || made === Node) return;
    Object.getOwnPropertyNames(made.prototype).forEach(function (member) { watch(made.prototype, member, name); });
  });

  // The list of what may cross, told once more.
  var nodeTypeOf = Object.getOwnPropertyDescriptor(Node.prototype, "nodeType").get;
  function isBranded(value) {
    try { return nodeTypeOf.call(value) !== 2; } catch (error) { return false; }
  }
  function isMember(value) { return value === window || isBranded(value); }
  function onList(value, method) {
    if (value === null || value === undefined || /^(string|number|boolean)$/.test(typeof value)) return true;
    if (typeof value === "undefined" || typeof value !== "object") return false;
    var takesWindow = SELECTING.indexOf(method) >= 0;
    if (value === window) return takesWindow;
    if (isBranded(value)) return true;
    if (value instanceof jQuery) return [].every.call(value, function (member) { return isMember(member) && (member !== window || takesWindow); });
    var prototype = Object.getPrototypeOf(value);
    if (prototype !== Array.prototype && prototype !== Object.prototype && prototype !== null) return false;
    return Object.keys(value).every(function (key) {
      var member = Object.getOwnPropertyDescriptor(value, key);
      return key !== "__proto__" && "value" in member && member.value !== window && onList(member.value, "");
    });
  }
  function guard(name, call, method) {
    return function () {
      if (active && !depth && method !== "each") {
        for (var i = 0; i < arguments.length; i++) if (!onList(arguments[i], method)) note("an argument that is on no list: " + method);
        if (this instanceof jQuery && ![].every.call(this, isMember)) note("a target that is on no list: " + method);
      }
      depth++;
      try { return call(this, arguments); } finally { depth--; }
    };
  }
  METHODS.forEach(function (method) {
    var original = jQuery.fn[method];
    if (typeof original === "function") jQuery.fn[method] = guard(method, function (self, args) { return original.apply(self, args); }, method);
  });
  var init = jQuery.fn.init;
  jQuery.fn.init = guard("$", function (self, args) { return new init(args[0], args[1], args[2]); }, "$");
  jQuery.fn.init.prototype = init.prototype;
  if (jQuery.fx) jQuery.fx.off = true;

  var atFirst = Object.getOwnPropertyNames(window).concat("fuzz", "foundSoFar");
  function snapshot() {
    var names = Object.getOwnPropertyNames(window);
    // jQuery 1.12 keeps the data of the window in a member of it.
    names = names.length === atFirst.length ? [] : names.filter(function (name) { return atFirst.indexOf(name) < 0 && !/^jQuery\d/.test(name); });
    return JSON.stringify([names, window.appState, window.token, window.value, window.elements, window.name, window.onLogout === onLogout,
      [Object.prototype, Array.prototype, Function.prototype, Object, Function, jQuery.easing || {}].map(function (o) { return Object.getOwnPropertyNames(o).join(); }),
      localStorage.token, sessionStorage.token, document.cookie, history.state, location.href]);
  }
  var PRIVATE = [/SECRET/, { test: function (text) { return text.indexOf(navigator.userAgent) >= 0; } }];
  var context = { jQuery: jQuery, window: window };
  var travel = { jQuery: jQuery, window: window, nodeId: "Bob", pageId: "p" };

  window.fuzz = function (codes) {
    var outcomes = {};
    found = [];
    var state = snapshot();
    codes.forEach(function (code) {
      reset();
      current = code;
      touched = {};
      var result = "", outcome = "none";
      active = true;
      try {
        result = JSON.stringify(host.encode(host.evaluateChain(host.readChain(code), context), travel)) || "";
      } catch (error) { outcome = error.name; result = error.message; }
      active = false;
      depth = 0;
      outcomes[outcome] = (outcomes[outcome] || 0) + 1;
      Object.keys(touched).forEach(function (name) { if (BENIGN.indexOf(name) < 0) note("called " + name); });
      var left = html.cloneNode(false).outerHTML + body.outerHTML + [].map.call(document.childNodes, function (n) { return n.nodeValue || ""; });
      jQuery(html).add("#box").each(function () {
        var data = jQuery(this).data();
        for (var key in data) if (typeof data[key] === "string") left += data[key];
      });
      PRIVATE.forEach(function (secret) {
        if (secret.test(result)) note("read what is private: " + result.slice(0, 200));
        if (secret.test(left)) note("kept what is private");
      });
      var now = snapshot();
      if (now !== state) { note("changed the page's own: " + now.slice(0, 300)); state = now; }
    });
    current = "(one of those before)";
    reset();
    return outcomes;
  };
`;
