import type { Figures } from './host-figures.ts';

/** Of x86-64, and of nearly all others. */
const USUAL_PAGE_BYTES = 4096;

/** Bytes of a page, by the host's two figures of TCP memory. */
export function pageBytesOf({ values }: Figures): number {
  const [pages, bytes] = [values.get('tcpPages'), values.get('tcpBytes')];
  for (const [place, count] of pages?.entries() ?? []) {
    const size = (bytes?.[place] ?? Number.NaN) / count;
    // A power of two, or the figures are not of one instant.
    if (count > 0 && Number.isInteger(Math.log2(size)) && size >= USUAL_PAGE_BYTES) return size;
  }
  return USUAL_PAGE_BYTES;
}

/**
 * The kernel's own choice of `tcp_mem` for so much memory: a sixteenth of the pages that can be had is the middle number,
 * three quarters of it the first, twice the first the last (net/ipv4/tcp.c, `tcp_init_mem`).
 */
export function assumedLimits(memoryTotalBytes: number, pageBytes: number) {
  const pressure = Math.floor(memoryTotalBytes / pageBytes / 16);
  const low = Math.floor(pressure / 4) * 3;
  return { memoryLowPages: low, memoryPressurePages: pressure, memoryHighPages: 2 * low };
}
