// The service and two programs as nodes, in the runtime that runs this: `node scripts/smoke.mjs`, after a build.
import assert from "node:assert/strict";
import { connect } from "../dist/client/index.mjs";
import { createService } from "../dist/index.mjs";

/**
 * @param {PromiseLike<unknown>} promise
 * @returns {Promise<string>} The name of the error that it rejects with.
 */
async function nameOfError(promise) {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
  return "none";
}

const service = createService({ port: 0 });
const { url } = await service.listen();
const home = await fetch(url);
assert.equal(home.status, 200);
assert.match(await home.text(), /jQluster/);

const alice = await connect("Alice", url);
const polling = await connect("Polling", url, { transports: ["polling"] });
const plain = await connect("Plain", `${url.replace("http", "ws")}jqluster`);
for (const node of ["Polling", "Plain"]) {
  const $node = alice.remote(node);
  assert.equal((await $node.pages()).length, 1);
  // A program has no page: it answers, and says so.
  assert.equal(await nameOfError($node("p").text()), "RefusedError");
}
assert.equal(await nameOfError(plain.remote("Nobody")("p").text()), "NoSuchNodeError");

for (const node of [alice, polling, plain]) node.release();
await service.close();
console.log("The service and its client work here.");
