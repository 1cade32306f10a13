import { median } from '../median.ts';
import type { Bin, HostEvent } from '../records/bin.ts';
import { BIN_SECONDS } from '../records/time.ts';

/** What ends the workers and all that they hold. */
const RESTARTS: readonly HostEvent[] = ['reboot', 'restart', 'upgrade'];
/** Fewer restarts are no habit. */
const MINIMUM_RESTARTS = 3;
/** Part of the usual interval by which another may differ. */
const TOLERANCE = 0.25;

/**
 * Seconds between a host's restarts where they come at regular intervals and have not stopped: what it holds never grows
 * for longer than that.
 * @param bins of one host in the window, by time
 * @returns `null` where restarts are fewer than three, irregular or over
 */
export function restartInterval(bins: readonly Bin[]): number | null {
  const restarts = bins.flatMap(({ binAt, events }) =>
    events.some((event) => RESTARTS.includes(event)) ? [Date.parse(binAt) / 1000] : [],
  );
  const last = bins.at(-1);
  const usual = median(restarts.slice(1).map((at, index) => at - (restarts[index] ?? at)));
  if (usual === null || last === undefined || restarts.length < MINIMUM_RESTARTS) return null;
  const isUsual = (seconds: number) => Math.abs(seconds - usual) <= TOLERANCE * usual + BIN_SECONDS;
  const isRegular = restarts.slice(1).every((at, index) => isUsual(at - (restarts[index] ?? at)));
  const sinceLast = Date.parse(last.binAt) / 1000 - (restarts.at(-1) ?? 0);
  return isRegular && sinceLast <= (1 + TOLERANCE) * usual + BIN_SECONDS ? usual : null;
}
