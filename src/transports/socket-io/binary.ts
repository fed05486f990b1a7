/**
 * Whether binary data is somewhere in what Socket.IO decoded. A message is JSON: another transport could not
 * carry it on, and each attachment comes on top of the largest message allowed.
 */
export function holdsBinary(input: unknown): boolean {
  // Without recursion, since a stranger chooses the depth.
  const left = [input];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
    for (const member of Object.values(value)) left.push(member);
  }
  return false;
}
