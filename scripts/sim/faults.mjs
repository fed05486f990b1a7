/**
 * Faults that are planted in copies of the sources, one at a time, to see that the simulation finds them: most within a
 * hundred seeds, rare ones within a thousand.
 *
 * @type {readonly ({ readonly name: string, readonly isRare?: true } & import("./bundle.mjs").Patch)[]}
 */
export const FAULTS = [
  {
    name: "the page keeps one message that was acknowledged",
    file: "src/client/connection/outbox.ts",
    find: "      sent.splice(0, count);\n",
    replace: "      sent.splice(0, count - 1);\n",
  },
  {
    name: "the page drops one message too many that was acknowledged",
    file: "src/client/connection/outbox.ts",
    find: "      sent.splice(0, count);\n",
    replace: "      sent.splice(0, count + 1);\n      resent = Math.max(0, resent - 1);\n",
  },
  {
    name: "the page does not send again what the server lacks",
    file: "src/client/connection/outbox.ts",
    find: "      isOpen = isBlocked = false;\n      resent = 0;\n",
    replace: "      isOpen = isBlocked = false;\n",
  },
  {
    name: "the page counts acknowledgements",
    file: "src/client/connection/connection.ts",
    find: "outbox.acknowledge(receivedOf(input.body) || 0);",
    replace: "acks.count();\n      outbox.acknowledge(receivedOf(input.body) || 0);",
  },
  {
    name: "the page forgets to count one in a hundred messages",
    file: "src/client/connection/connection.ts",
    find: "type !== MessageType.registerReply) acks.count();",
    replace: "type !== MessageType.registerReply && Math.random() > 0.01) acks.count();",
  },
  {
    name: "the page does not count its brackets and commas",
    file: "src/client/connection/outbox.ts",
    find: "limit && size + bytes + 1 > limit",
    replace: "limit && size + bytes - batch.length > limit",
  },
  {
    name: "the page sends three times as many requests as may wait",
    file: "src/client/connection/flow-limits.ts",
    find: "pendingCount < maxPending",
    replace: "pendingCount < 3 * maxPending",
  },
  {
    name: "the page sends faster than it may",
    file: "src/client/connection/flow-limits.ts",
    find: "if (rate && tokens < 1) {",
    replace: "if (rate && tokens < -10 * rate) {",
  },
  {
    name: "the page does not name what is lost",
    file: "src/client/connection/connection.ts",
    find: "    options.onLost(reason, isOnPurpose ? [] : lost, outbox.waitingIds());\n",
    replace: "    if (lost.length < 0) options.onLost(reason, lost, outbox.waitingIds());\n",
  },
  {
    name: "the page repeats what is lost in the next session",
    file: "src/client/connection/outbox.ts",
    find: "      const lost = sent.map((entry) => entry.message);\n",
    replace: "      const lost = sent.map((entry) => entry.message);\n      sent.forEach(queue.push);\n",
  },
  {
    name: "answers do not pass a request that waits for a limit",
    isRare: true,
    file: "src/client/connection/outbox.ts",
    find: "        if (!isRepeated() && queue.overtake()) continue;\n",
    replace: "",
  },
  {
    name: "the page does not renew its watches in a new session",
    file: "src/client/node.ts",
    find: "      watches.renew();\n",
    replace: "",
  },
  {
    name: "the server forgets what stands behind the seventh of a list",
    file: "src/connection/session-input.ts",
    find: "for (const item of input) this.#receiveOne(item, undefined);",
    replace: "for (const item of input.slice(0, 7)) this.#receiveOne(item, undefined);",
  },
  {
    name: "the server sends one message too many again",
    file: "src/connection/session-stream.ts",
    find: "    this.#receivedByPage = received;\n    this.#retained.acknowledge(received);",
    replace: "    this.#receivedByPage = received;\n    this.#retained.acknowledge(received - 1);",
  },
  {
    name: "the server does not send again what the page lacks",
    file: "src/connection/session-output.ts",
    find: "    for (const delivery of stream.retained) this.#connection?.send(delivery.message, delivery);\n",
    replace: "",
  },
  {
    name: "a connection that is replaced ends its session",
    file: "src/connection/node-connection.ts",
    find: '    this.#markEnded("replaced by a newer connection");\n',
    replace:
      '    this.#markEnded("replaced by a newer connection");\n    this.#session.disconnected(false);\n',
  },
  {
    name: "the server forgets to count one in a hundred messages",
    file: "src/connection/session-stream.ts",
    find: "    this.#received += 1;\n",
    replace: "    if (Math.random() > 0.01) this.#received += 1;\n",
  },
  {
    name: "presence changes with each lost connection",
    file: "src/connection/session.ts",
    find: "      this.#options.sessions?.startWaiting(this);\n",
    replace:
      "      this.#core?.unregister(this.#uniqueId);\n      this.#options.sessions?.startWaiting(this);\n",
  },
  {
    name: "a session waits for its page for ever",
    file: "src/connection/sessions.ts",
    find: '      session.end("did not come back in time");\n',
    replace: "",
  },
  {
    name: "the session of a page that is back still ends",
    file: "src/connection/session.ts",
    find: "    this.#options.sessions?.stopWaiting(this);\n",
    replace: "",
  },
  {
    name: "a goodbye begins a gap",
    file: "src/connection/session.ts",
    find: "if (canReturn && this.canReturn",
    replace: "if (this.canReturn",
  },
  {
    name: "requests to a page that is gone are not answered",
    file: "src/core/jqluster-server.ts",
    find: "    this.#requests.connectionGone(uniqueId);\n",
    replace: "",
  },
  {
    name: "a request that another process sent twice is not found again",
    isRare: true,
    file: "src/core/requests/pending-requests.ts",
    find: "    if (earlier) this.remove(earlier);\n    // Only now: the removal may have dropped the index of this sender, which was empty then.\n    const index = indexOf(indexes, sender);\n",
    replace: "    const index = indexOf(indexes, sender);\n    if (earlier) this.remove(earlier);\n",
  },
  {
    name: "a process that takes a session over forgets what its page lacks",
    file: "src/connection/session-stream.ts",
    find: "    for (const text of texts) this.#retained.push(new Delivery(JSON.parse(text), text));\n",
    replace:
      "    for (const text of texts.slice(1)) this.#retained.push(new Delivery(JSON.parse(text), text));\n",
  },
  {
    name: "what a page that moves has asked is left behind",
    file: "src/core/requests/moving-requests.ts",
    find: "return { sent, received, listeners };",
    replace: "return { sent: [], received, listeners };",
  },
  {
    name: "answers count against the rate",
    file: "src/connection/session.ts",
    find: "    if (isRequest(message.message_type)) this.#input.allowReplies(1);\n",
    replace: "",
  },
];
