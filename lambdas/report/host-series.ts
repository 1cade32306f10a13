import type { Bin } from '../domain/records/bin.ts';
import { hostKey, refOf } from '../domain/records/host-key.ts';
import { DAY, printInstant } from '../domain/records/time.ts';
import { printable } from './printable.ts';
import type { ReportedHost } from './report.ts';
import type { ReportBins } from './report-bins.ts';
import type { HostSeries, Projection, SeriesEvent } from './series.ts';

/** How far growth is drawn out: as far again as half of what was seen. */
const PROJECTED_DAYS = 14;

/** The course of each charted host. */
export function hostSeries(findings: readonly ReportedHost[], { charted }: ReportBins): HostSeries[] {
  return findings.flatMap((host) => {
    const bins = charted.get(hostKey(host)) ?? [];
    if (bins.length === 0) return [];
    const { label, verdict } = host;
    return [
      {
        ...refOf(host),
        label,
        verdict,
        pressureBytes: bins.findLast(({ pressureBytes }) => pressureBytes !== null)?.pressureBytes ?? null,
        points: bins
          .filter(({ sampled }) => sampled > 0)
          .map(({ binAt, memoryBytes, stuckStreams, deadSockets }) => ({
            at: binAt,
            memoryBytes,
            stuckStreams,
            deadSockets,
          })),
        events: bins.flatMap((bin, index) => eventsOf(bin, bins.slice(0, index))),
        projection: projectionOf(host, bins),
      },
    ];
  });
}

function eventsOf({ binAt, events, version }: Bin, earlier: readonly Bin[]): SeriesEvent[] {
  return events.map((kind) => {
    const before = earlier.findLast((bin) => bin.version !== null)?.version ?? null;
    const text =
      kind === 'upgrade' && before !== null && version !== null ? printable(`${before} to ${version}`) : null;
    return { at: binAt, kind, text };
  });
}

/** From the level that the forecast rests on along the growth that the scorer found. */
function projectionOf(
  { memoryGrowthBytesPerDay: growth, memoryBytes: bytes }: ReportedHost,
  bins: readonly Bin[],
): Projection | null {
  const readings = bins.flatMap(({ binAt, memoryBytes }) =>
    memoryBytes === null ? [] : [{ binAt, memoryBytes }],
  );
  const newest = readings.at(-1);
  if (growth === null || newest === undefined || bytes === null) return null;
  const after = (perDay: number) => Math.max(0, bytes + PROJECTED_DAYS * perDay);
  return {
    from: { at: newest.binAt, bytes },
    to: {
      at: printInstant(Date.parse(newest.binAt) + PROJECTED_DAYS * DAY),
      estimate: after(growth.estimate),
      low: after(growth.low),
      high: after(growth.high),
    },
  };
}
