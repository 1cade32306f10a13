export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

/** One page of a list; the token says where the next one starts. `undefined` if the token is none of ours. */
export function pageOf<Item>(
  list: readonly Item[],
  size: number,
  token: string | undefined,
): Page<Item> | undefined {
  const start = token === undefined ? 0 : offsetOf(token);
  if (start === undefined || start > list.length) return undefined;
  const end = start + size;
  return {
    items: list.slice(start, end),
    nextToken: end < list.length ? Buffer.from(`from:${end}`).toString('base64') : undefined,
  };
}

function offsetOf(token: string): number | undefined {
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64').toString('latin1'));
  return match ? Number(match[1]) : undefined;
}
