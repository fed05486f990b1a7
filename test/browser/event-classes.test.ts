import type { Page } from "playwright-core";
import { feltPair } from "../support/felt-pair";
import { run } from "../support/site";

const pair = feltPair(`<div id="box"><button id="go">go</button></div>`);
let alice: Page;
let bob: Page;

beforeEach(async () => {
  ({ alice, bob } = pair);
  await run(alice, `$bob("#go").on("generated", (event) => seen.push(event)); await settled()`);
});

/** Fields that all events have, or that are about jQuery or the browser alone. */
const OF_ALL = "bubbles cancelBubble cancelable composed defaultPrevented eventPhase returnValue view".split(
  " ",
);
/** Fields that could tell what is stored, or who the visitor is. */
const KEPT_BACK = "newValue oldValue originalPolicy persistentDeviceId referrer sample".split(" ");

/** What some field of some class takes, as expressions: plain values before objects. */
const SAMPLES = [
  ...["7", '"text"', "true", "0.5", '"https://example.org/"', "null"],
  ...['"closed"', '"user-blocking"', '"license-request"', '"not-allowed"', '"left"'],
  ...['$("#box")[0]', "{ x: 1.5, y: 2, z: 3, alpha: 1, beta: 2, gamma: 3 }", "[]"],
  '[new Touch({ identifier: 1, target: $("#go")[0] })]',
  ...["new ArrayBuffer(1)", "new Blob([])", "new FormData()", "Promise.resolve(1)", "new DOMRect()"],
  ...["new AudioBuffer({ length: 1, sampleRate: 8000 })", 'new SpeechSynthesisUtterance("text")'],
  ...['new DOMException("text")', 'new RTCError({ errorDetail: "dtls-failure" }, "text")'],
  ...["navigation.currentEntry", "transceiver", "transceiver.receiver", "transceiver.receiver.track"],
  ...['connection.createDataChannel("text")', "new MediaStream()", "new DataTransfer()", "() => {}"],
];

/**
 * Makes an event of each class of the browser, every field as far as possible with a value that is not the default.
 * Fields that a class asks for are given what it takes. `unmade` has the classes that no sample fits.
 */
const MAKE_EVENTS = `
  const connection = new RTCPeerConnection(), transceiver = connection.addTransceiver("audio");
  const samples = [${SAMPLES.map((code) => `() => (${code})`).join(",\n")}].map((make) => make());
  /* The field that keeps a class from being made: empty for another reason, undefined when it is made. */
  const missing = (Class, init) => {
    try { new Class("generated", init) } catch (error) { return /'(\\w+)' property from/.exec(error.message)?.[1] ?? "" }
  };
  const required = (Class) => {
    const init = { bubbles: true };
    for (let field = missing(Class, init); field !== undefined; field = missing(Class, init)) {
      const index = samples.findIndex((value) => field && missing(Class, { ...init, [field]: value }) !== field);
      if (index < 0) return undefined;
      init[field] = samples[index];
    }
    return init;
  };
  const filled = (Class) => {
    const init = required(Class);
    if (!init) return undefined;
    const plain = new Class("generated", init);
    for (const field in plain) {
      /* To read it makes a promise that is rejected, which a page hears of. */
      if (field === "userChoice") continue;
      for (const value of samples) {
        const next = { ...init, [field]: value };
        if (missing(Class, next) === undefined && new Class("generated", next)[field] !== plain[field]) {
          init[field] = value;
          break;
        }
      }
    }
    return new Class("generated", init);
  };
  const old = (name) => { try { return document.createEvent(name) } catch { return undefined } };
  const made = [], unmade = [];
  for (const name of Object.getOwnPropertyNames(window).filter((name) => /Event$/.test(name)).sort()) {
    const event = filled(window[name]) ?? old(name);
    if (!(event instanceof Event)) { unmade.push(name); continue; }
    /* Some take no other type than their own. */
    if (event.type !== "generated") event.initEvent("generated", true, true);
    made.push([name, event]);
  }`;

/** Some of the classes that ask for fields, or have no constructor. */
const ASKING = [
  "BeforeUnloadEvent",
  "BlobEvent",
  "FormDataEvent",
  "MediaKeyMessageEvent",
  "PromiseRejectionEvent",
].concat(["RTCDTMFToneChangeEvent", "RTCTrackEvent", "SpeechSynthesisEvent", "TextEvent"]);

/** Objects of the browser's events that arrive: as pointers, or with their fields that are values. */
const OBJECTS = [
  ...["acceleration", "accelerationIncludingGravity", "changedTouches", "currentTarget", "relatedTarget"],
  ...["rotationRate", "submitter", "target", "targetTouches", "touches"],
];

interface Made {
  readonly events: readonly (readonly [string, Record<string, unknown>, readonly string[]])[];
  readonly unmade: readonly string[];
}

test("of each class of events that the browser has, every field that is a value arrives, but for those kept back", async () => {
  const { events, unmade } = await run<Made>(
    bob,
    `${MAKE_EVENTS}
    return { unmade, events: made.map(([name, event]) => {
      const values = { madeAs: name }, objects = [];
      event.madeAs = name;
      $("#go").one("generated", () => {
        for (const field in event) {
          if (field === "userChoice") continue;
          const value = event[field];
          if (/^(string|number|boolean)$/.test(typeof value)) values[field] = value;
          else if (value) objects.push(field);
        }
      });
      $("#go")[0].dispatchEvent(event);
      return [name, values, objects];
    }) }`,
  );
  await run(alice, "await settled()");
  const seen = await run<Record<string, unknown>[]>(alice, "return seen");
  const names = events.map(([name]) => name);
  // Those that are left are for the browser alone, or for a device that is not there.
  expect([names.length, unmade]).toEqual([expect.any(Number), unmade.slice(0, names.length / 4)]);
  expect(names).toEqual(
    expect.arrayContaining(["DeviceOrientationEvent", "HashChangeEvent", "PopStateEvent", ...ASKING]),
  );
  // What windows send each other is for them alone.
  const told = names.map((name) => (name === "MessageEvent" ? undefined : name));
  expect(seen.map(({ madeAs }) => madeAs)).toEqual(told);
  const missing = new Map<string, string[]>();
  const arrived = new Set<string>();
  events.forEach(([name, values, objects], i) => {
    for (const [field, value] of Object.entries(values)) {
      if (/^[A-Z\d_]+$/.test(field) || JSON.stringify(seen[i]?.[field]) === JSON.stringify(value)) continue;
      missing.set(field, [...(missing.get(field) ?? []), name]);
    }
    for (const field of objects) if (seen[i]?.[field] != null) arrived.add(field);
  });
  const left = [...missing].filter(([, of]) => of.join() !== "MessageEvent").map(([field]) => field);
  expect(left.sort()).toEqual([...OF_ALL, ...KEPT_BACK].filter((field) => missing.has(field)).sort());
  expect(missing.get("newValue")).toContain("StorageEvent");
  expect(missing.get("originalPolicy")).toEqual(["SecurityPolicyViolationEvent"]);
  expect(missing.get("data")).toEqual(["MessageEvent"]);
  expect(JSON.stringify(seen[names.indexOf("StorageEvent")])).not.toMatch(/(new|old)Value/);
  expect([...arrived].sort()).toEqual(OBJECTS);
});

const BUTTON = expect.objectContaining({ remote_xpath: "//html[1]/body[1]/div[@id='box']/button[@id='go']" });
const TOUCHES = `[new Touch({ identifier: 1, target: $("#go")[0], clientX: 5, force: 0.5 })]`;
const TOUCHED = [expect.objectContaining({ identifier: 1, clientX: 5, force: 0.5 })];

/** A class, a field of it that is an object, as an expression, and what another page gets for it. */
const PARTS: readonly (readonly [string, string, string, unknown])[] = [
  ["DeviceMotionEvent", "acceleration", "{ x: 1, y: 2.5 }", { x: 1, y: 2.5, z: null }],
  ["DeviceMotionEvent", "accelerationIncludingGravity", "{ z: -9.8 }", { x: null, y: null, z: -9.8 }],
  ["DeviceMotionEvent", "rotationRate", "{ alpha: 1 }", { alpha: 1, beta: null, gamma: null }],
  ["SubmitEvent", "submitter", '$("#go")[0]', BUTTON],
  ["MouseEvent", "relatedTarget", '$("#go")[0]', BUTTON],
  ["FocusEvent", "relatedTarget", '$("#go")[0]', BUTTON],
  ["PopStateEvent", "state", "{ page: [2], at: new Date(0), all: new Map() }", dataOf()],
  [
    "CustomEvent",
    "detail",
    '{ page: [2], at: new Date(0), all: new Map(), on: $("#go")[0] }',
    dataOf(BUTTON),
  ],
  ["TouchEvent", "touches", TOUCHES, TOUCHED],
  ["TouchEvent", "targetTouches", TOUCHES, TOUCHED],
  ["TouchEvent", "changedTouches", TOUCHES, TOUCHED],
  ["ErrorEvent", "error", 'new Error("text")', undefined],
  ["PromiseRejectionEvent", "reason", '{ token: "text" }', undefined],
];

function dataOf(on?: unknown): object {
  return { page: [2], at: "1970-01-01T00:00:00.000Z", all: null, ...(on ? { on } : {}) };
}

test.each(PARTS)(
  "%s.%s, given as %s, arrives with what is data in it",
  async (name, field, code, expected) => {
    await run(
      bob,
      `const init = { bubbles: true, promise: Promise.resolve(), ${field}: ${code} };
    $("#go")[0].dispatchEvent(new ${name}("generated", init))`,
    );
    await run(alice, "await settled()");
    expect(await run(alice, `return seen.map((event) => event.${field})`)).toEqual([expected]);
  },
);

test("a paste has the text of its clipboard, but where it is a password", async () => {
  await run(
    bob,
    `const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "Ada");
    for (const type of ["text", "password"]) {
      const field = $("<input>").attr("type", type).appendTo("#go")[0];
      field.dispatchEvent(new ClipboardEvent("generated", { clipboardData, bubbles: true }));
    }`,
  );
  await run(alice, "await settled()");
  expect(await run(alice, "return seen.map((event) => event.clipboardText)")).toEqual(["Ada", undefined]);
});
