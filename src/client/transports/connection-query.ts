/**
 * The query of a connection's address.
 *
 * @param given - What the address has already.
 * @param room - The room of the node, unless it is that without a name.
 * @param sessionPrefix - Leads a page that comes back to the process that has its session.
 */
export function connectionQuery(
  given: string | undefined,
  room: string | undefined,
  sessionPrefix: string,
): string {
  const parts = [
    given,
    room && `room=${encodeURIComponent(room)}`,
    sessionPrefix && `session=${encodeURIComponent(sessionPrefix)}`,
  ];
  return parts.filter((part) => !!part).join("&");
}
