import type { ServerRooms } from "../attach/server-rooms";
import type { Backplane } from "../core";

/** What the health of a service is made up of. */
export interface HealthSources {
  readonly rooms: Pick<ServerRooms, "counts">;
  readonly backplane: Backplane | undefined;
  /** Whether the service is stopping, and load balancers should look elsewhere. */
  readonly isDraining: () => boolean;
}

/** What `/healthz` tells. */
export interface Health {
  /** `degraded`: pages of this process reach each other, but none of other processes. */
  readonly status: "ok" | "degraded" | "draining";
  readonly parts: {
    /** Rooms with a name; the other numbers are of all rooms together. */
    readonly rooms: number;
    readonly connections: number;
    readonly nodes: number;
    readonly pendingRequests: number;
    /** Absent where the service is joined with no others. */
    readonly backplane?: "up" | "down";
  };
}

/** The state of a service now. */
export function healthOf({ rooms, backplane, isDraining }: HealthSources): Health {
  const isJoined = backplane?.isUp ?? true;
  return {
    status: isDraining() ? "draining" : isJoined ? "ok" : "degraded",
    parts: {
      ...rooms.counts,
      ...(backplane ? { backplane: backplane.isUp ? "up" : "down" } : {}),
    },
  };
}
