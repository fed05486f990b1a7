import { PendingRequests } from "../../../src/core/requests/pending-requests";
import { getRequest } from "../../support/messages";

describe("a request that is sent again under its ID", () => {
  it.each([undefined, "connection#1"])("is found and removed once, when it is asked by %s", (source) => {
    const requests = new PendingRequests();
    const message = getRequest("Alice", "Bob");
    const targets = [{ uniqueId: "bob#1" }];
    const parts = { message, source, targets, cluster: undefined };
    requests.add({ ...parts, correlationId: "a.1" }, 1);
    const again = requests.add({ ...parts, correlationId: "a.2" }, 1);
    const connections = source === undefined ? [] : [{ uniqueId: source }];
    expect(requests.find("Alice", connections, message.message_id)).toBe(again);
    requests.remove(again);
    expect(requests.size).toBe(0);
  });
});
