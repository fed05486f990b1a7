import { get } from "node:http";
import type { Message } from "../../src/protocol";
import { Inbox } from "./wire-client";

/** A page that gets its messages by Server-Sent Events. */
export interface EventStream {
  /** What the first event, `connection`, named. */
  readonly connection: string;
  next(): Promise<Message>;
  close(): void;
}

/** Opens a stream of Server-Sent Events whose first event names the connection, and each other is a message. */
export function openEvents(url: string): Promise<EventStream> {
  const inbox = new Inbox();
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        const events = (text + part).split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) {
          const [first = "", second = ""] = event.split("\n");
          if (first === "event: connection") resolve(streamOf(second.slice("data: ".length)));
          else inbox.push(JSON.parse(first.slice("data: ".length)));
        }
      });
      response.on("error", () => {});
    });
    request.on("error", reject);
    const streamOf = (connection: string): EventStream => ({
      connection,
      next: () => inbox.next(),
      close: () => request.destroy(),
    });
  });
}
