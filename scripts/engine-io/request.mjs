/**
 * Internet Explorer can be told to have no XMLHttpRequest, and then has it by its older name.
 *
 * @type {{ ActiveXObject: new (name: string) => XMLHttpRequest }}
 */
const olderWindow = Object(window);

/** @type {XMLHttpRequest[]} */
let pending = [];

/** @param {XMLHttpRequest} xhr */
function detach(xhr) {
  // `null` would be an error in Internet Explorer.
  xhr.onreadystatechange = () => {};
}

// Internet Explorer would keep the page in memory, and other browsers report a failure that is none.
addEventListener("onpagehide" in window ? "pagehide" : "unload", () => {
  pending.forEach(detach);
});

/**
 * Sends a request of long-polling.
 *
 * @param {{ uri(): string, onError(reason: string, description: unknown): void, opts: { withCredentials?: boolean } }} transport
 * @param {"GET" | "POST"} method
 * @param {string | null} data
 * @param {(text: string) => void} done
 * @returns {{ _cleanup(doesAbort: boolean): void } | undefined} What ends it, so that nothing is told of it any more.
 */
export function request(transport, method, data, done) {
  /**
   * @param {string} reason
   * @param {unknown} [status] - What refuses what was posted.
   */
  function fail(reason, status) {
    // Later, so that the transport's own listeners are there, and errors of theirs do not come here.
    setTimeout(() => transport.onError(reason, status), 0);
  }
  try {
    const xhr = window.XMLHttpRequest
      ? new XMLHttpRequest()
      : new olderWindow.ActiveXObject("Microsoft.XMLHTTP");
    /** @param {boolean} doesAbort */
    const end = (doesAbort) => {
      detach(xhr);
      pending = pending.filter((other) => other !== xhr);
      if (doesAbort) xhr.abort();
    };
    xhr.open(method, transport.uri(), true);
    // Only now: Internet Explorer 10 refuses it before.
    if (transport.opts.withCredentials) xhr.withCredentials = true;
    if (data !== null) xhr.setRequestHeader("Content-type", "text/plain;charset=UTF-8");
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== 4) return;
      end(false);
      // Internet Explorer makes 1223 of an answer without content.
      if (xhr.status === 200 || xhr.status === 1223) done(xhr.responseText);
      // Without an answer it is 0, or in Internet Explorer a number above 12000.
      else if (xhr.status && xhr.status < 1000) fail(`the server answered ${xhr.status}`, data && xhr.status);
      else fail("no answer came");
    };
    xhr.send(data);
    // What the browser has in its cache, Internet Explorer answers at once.
    if (xhr.readyState !== 4) pending.push(xhr);
    return { _cleanup: end };
  } catch (error) {
    fail(`${error}`);
  }
}

/** Makes an address one that no cache has seen. */
export function randomString() {
  return Date.now().toString(36).substring(3) + Math.random().toString(36).substring(2, 5);
}
