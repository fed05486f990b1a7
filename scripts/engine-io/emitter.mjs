/** @typedef {(first?: unknown, second?: unknown) => void} Listener - No event of Engine.IO has more than two arguments. */

/** Tells listeners of events. Who is added or taken away while they are told does not matter to those that are told. */
export class Emitter {
  /** @type {Record<string, { listener: Listener, tell: Listener }[]>} */
  _listeners = {};

  /**
   * @param {string} event
   * @param {Listener} listener
   * @param {Listener} tell - What is called in its place.
   */
  on(event, listener, tell = listener) {
    this._listeners[event] = this._listenersOf(event).concat({ listener, tell });
    return this;
  }

  /**
   * @param {string} event
   * @param {Listener} listener
   */
  once(event, listener) {
    return this.on(event, listener, (first, second) => {
      this.off(event, listener);
      listener(first, second);
    });
  }

  /**
   * @param {string} [event] - Absent: all events.
   * @param {Listener} [listener] - Absent: all listeners of the event.
   */
  off(event, listener) {
    if (event === undefined) this._listeners = {};
    else {
      this._listeners[event] = this._listenersOf(event).filter(
        (entry) => listener && entry.listener !== listener,
      );
    }
  }

  /**
   * @param {string} event
   * @param {unknown} [first]
   * @param {unknown} [second]
   */
  emitReserved(event, first, second) {
    this._listenersOf(event).forEach(({ tell }) => {
      tell(first, second);
    });
    return this;
  }

  /** @param {string} event */
  _listenersOf(event) {
    return this._listeners[event] || [];
  }

  /** @type {Emitter["off"]} */
  removeListener(event, listener) {
    this.off(event, listener);
  }

  /** @type {Emitter["off"]} */
  removeAllListeners(event) {
    this.off(event);
  }
}
