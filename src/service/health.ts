import type { Backplane, JqlusterServer } from "../core";

/** What the health of a service is made up of. */
export interface HealthSources {
  readonly core: JqlusterServer;
  readonly backplane: Backplane | undefined;
  /** Whether the service is stopping, and load balancers should look elsewhere. */
  readonly isDraining: () => boolean;
}

/** What `/healthz` tells. */
export interface Health {
  /** `degraded`: pages of this process reach each other, but none of other processes. */
  readonly status: "ok" | "degraded" | "draining";
  readonly parts: {
    readonly connections: number;
    readonly nodes: number;
    readonly pendingRequests: number;
    /** Absent where the service is joined with no others. */
    readonly backplane?: "up" | "down";
  };
}

/** The state of a service now. */
export function healthOf({ core, backplane, isDraining }: HealthSources): Health {
  const isJoined = backplane?.isUp ?? true;
  return {
    status: isDraining() ? "draining" : isJoined ? "ok" : "degraded",
    parts: {
      ...core.counts,
      ...(backplane ? { backplane: backplane.isUp ? "up" : "down" } : {}),
    },
  };
}
