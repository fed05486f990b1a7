import { type EncodeContext, encode } from "../../../src/client/page/encode";

/** As much of a page as encoding plain values needs. */
const own = { name: "own" };
const context = {
  jQuery: Object.assign(class {}, { Event: class {} }),
  window: Object.assign(own, { window: own }),
  nodeId: "Bob",
  pageId: "p1",
} as unknown as EncodeContext;

describe("encode", () => {
  it("gives the page's own window as a pointer", () => {
    expect(encode(context.window, context)).toEqual({
      remote_type: "window",
      remote_node_id: "Bob",
      remote_xpath: "",
      remote_page_id: "p1",
    });
  });

  it("gives nothing of any other window, whose members are all that the site stores", () => {
    const frame: Record<string, unknown> = { localStorage: { token: "secret" } };
    frame.window = frame;
    expect(encode(frame, context)).toBeNull();
    expect(encode({ inner: [frame] }, context)).toEqual({ inner: [null] });
  });

  it("leaves out what no message has room for, as where lists hold one list many times", () => {
    let list: unknown[] = [];
    for (let depth = 0; depth < 15; depth++) list = Array.from({ length: 10 }, () => list);
    expect(JSON.stringify(encode(list, context)).length).toBeLessThan(2_000_000);
    expect(encode({ next: 1 }, context)).toEqual({ next: 1 });
  });

  it("tells of an AJAX request what it asks and gets, not what says who is logged in", () => {
    const event = Object.assign(new context.jQuery.Event(), { type: "ajaxSend" });
    const settings = { url: "/a", headers: { Authorization: "secret" }, password: "secret", xhrFields: {} };
    const args = encode([event, { status: 200, abort: () => {} }, settings, { user: "Ada" }], context);
    expect(args).toEqual([
      { type: "ajaxSend" },
      { status: 200, abort: null },
      { url: "/a" },
      { user: "Ada" },
    ]);
  });

  it("tells nothing of what windows send each other", () => {
    const event = Object.assign(new context.jQuery.Event(), { type: "message", target: own });
    const originalEvent = { data: "secret", ports: [] };
    expect(encode(Object.assign(event, { originalEvent }), context)).toMatchObject({ type: "message" });
    expect(encode(event, context)).not.toHaveProperty("data");
    const typed = Object.assign(new context.jQuery.Event(), { originalEvent: { data: "é" } });
    expect(encode(typed, context)).toEqual({ data: "é" });
  });

  it("copies data and nothing that could act", () => {
    class Widget {
      readonly token = "secret";
    }
    const data = { date: new Date(0), widget: new Widget(), list: [() => 1, undefined] };
    Object.defineProperty(data, "got", { enumerable: true, get: () => "secret" });
    Object.defineProperty(data, "__proto__", { enumerable: true, value: { polluted: 1 } });
    expect(JSON.stringify(encode(data, context))).toBe(
      '{"date":"1970-01-01T00:00:00.000Z","widget":null,"list":[null,null]}',
    );
    expect(encode(10n, context)).toBe("10");
  });
});
