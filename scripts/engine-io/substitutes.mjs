import path from "node:path";

/** @typedef {Readonly<Record<string, string>>} Modules - The text of modules by the name they are imported by. */

/**
 * Names of members that only engine.io-client, what it is made of and its substitutes use, on objects of their own: the minified script has
 * short ones. All that begin with an underscore are, but for two functions of the page that the wire names.
 */
export const INTERNAL_NAMES = {
  mangleProps:
    /^(_[a-z]\w*|(set|clear)TimeoutFn|emitReserved|writeBuffer|remove(All)?Listeners?|priorWebsocketSuccess|createTransport|setTransport|supportsBinary|do(Open|Close|Poll|Write)|createUri|onHandshake|upgrading|createSocket|on(Close|Data|Open|Packet)|perMessageDeflate|rejectUnauthorized|hasListeners|addEventListeners|timestamp(Requests|Param)|autoUnref|transport(Implementations|Options)|addTrailingSlash|closeOnBeforeunload|rememberUpgrade|tryAllTransports|extraHeaders|forceBase64)$/,
  reserveProps: /^_(beNotified|isNotifying)$/,
};

/**
 * What takes the place of modules of engine.io-client and of what that is made of: as much of each as pages come to.
 * Left out is what is for Node.js, for binary data, and for options that are never given.
 *
 * @param {string} root - The folder of the package.
 * @returns {Modules}
 */
export function substitutes(root) {
  const part = (/** @type {string} */ name) => JSON.stringify(path.join(import.meta.dirname, name));
  const promise = JSON.stringify(path.join(root, "src/client/promise.ts"));
  // What is picked of options is for Node.js alone.
  const util = `
    export { byteLength } from ${part("packets.mjs")};
    export { randomString } from ${part("request.mjs")};
    export { installTimerFunctions } from ${part("timers.mjs")};
    export const pick = () => ({});`;
  const globals = `
    export { nextMicrotask as nextTick } from ${promise};
    export const globalThisShim = window;
    export const defaultBinaryType = "arraybuffer";
    export const createCookieJar = () => {};`;
  return {
    "engine.io-parser": `export * from ${part("packets.mjs")};`,
    "./util.js": util,
    "../util.js": util,
    "./globals.node.js": globals,
    "../globals.node.js": globals,
    // Our addresses are taken apart before.
    "./contrib/parseuri.js": "export const parse = () => ({});",
    "./transports/index.js": `
      import { XHR } from "./transports/polling-xhr.js";
      import { WS } from "./transports/websocket.js";
      export const transports = { polling: XHR, websocket: WS };`,
    "./transports/polling-xhr.node.js": 'export { XHR } from "./transports/polling-xhr.js";',
    "./transports/polling-xhr.js": `
      import { Polling } from "./transports/polling.js";
      import { request } from ${part("request.mjs")};
      export class XHR extends Polling {
        doPoll() { this.pollXhr = request(this, "GET", null, (text) => this.onData(text)); }
        doWrite(data, done) { request(this, "POST", data, done); }
      }`,
    // Only where a server offers it, which ours do not, and only in browsers that are new.
    "./transports/webtransport.js": "export class WT {}",
    // The one function newer than ES5 that engine.io-client calls without asking whether it is there.
    "object-assign": 'export { _ as "Object.assign" } from "@swc/helpers/_/_extends";',
  };
}
