/**
 * The document with what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->` replaced, all else as it was; without
 * the markers they are added at the end. Throws if only one of them is there or they are the wrong way round.
 */
export function withSection(document: string, name: string, body: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  const section = `${begin}\n${body.trim()}\n${end}`;
  if (from === -1 && to === -1) return `${document.trimEnd()}\n\n${section}\n`;
  if (from === -1 || to < from) throw new Error(`The markers ${begin} and ${end} don't stand in this order`);
  return document.slice(0, from) + section + document.slice(to + end.length);
}

/** What stands between the markers, or `null` where they don't. */
export function sectionOf(document: string, name: string): string | null {
  const begin = `<!-- ${name}:begin -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(`<!-- ${name}:end -->`);
  return from === -1 || to < from ? null : document.slice(from + begin.length, to).trim();
}
