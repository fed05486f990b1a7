import { type EncodeContext, encode } from "../../../src/client/page/encode";

/** As much of a page as encoding plain values needs. */
const own = { name: "own" };
const context = {
  jQuery: class {},
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
});
