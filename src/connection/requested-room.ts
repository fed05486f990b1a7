import type { JqlusterServer } from "../core";
import { parseRoomName } from "../protocol";
import type { Handshake } from "./connection-port";

/** The cores that pages register in, one a room. */
export interface Rooms {
  /**
   * The core of a room, made when the room has no page yet.
   *
   * @param name - `undefined`: the room without a name.
   * @returns `undefined` when there are too many rooms.
   */
  enter(name: string | undefined): JqlusterServer | undefined;
}

/** The room that a connection asked for, or why its name cannot be taken. */
export type RequestedRoom = { readonly name: string | undefined } | { readonly error: unknown };

/** Reads the room from the query of a connection. */
export function requestedRoom({ query }: Pick<Handshake, "query">): RequestedRoom {
  try {
    return { name: parseRoomName(query.room) };
  } catch (error) {
    return { error };
  }
}
