/** Transports that are being served somewhere. */
export interface ServedTransports {
  /** Lets no new connection in from now on; those that are open go on. */
  admitNobody(): void;
  /** Ends the connections that are left, and leaves the host as it was. */
  close(): Promise<void>;
}
