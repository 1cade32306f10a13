/** Whose a line is: the host and the run. */
export interface LineOwner {
  readonly hostId: string;
  readonly runAt: string;
}

const RUN_AT = '{"schema":1,"runAt":"';
const INSTANT = '2026-11-22T16:05:00Z'.length;
const HOST_ID = '","hostId":"';

/**
 * Whose a line of samples seems to be, as the archive's own programs begin it, without reading the whole of it; `null` where it begins
 * in another way. What the line says behind may differ: whoever reads it compares.
 */
export function lineOwner(line: string): LineOwner | null {
  const endOfRunAt = RUN_AT.length + INSTANT;
  if (!line.startsWith(RUN_AT) || !line.startsWith(HOST_ID, endOfRunAt)) return null;
  const from = endOfRunAt + HOST_ID.length;
  const end = line.indexOf('"', from);
  return end < 0 ? null : { hostId: line.slice(from, end), runAt: line.slice(RUN_AT.length, endOfRunAt) };
}
