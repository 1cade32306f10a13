import { DEMO_HOSTS, DEMO_PLACE, type DemoHost, demoFleet } from '../../infra/local/demo/demo-fleet.ts';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { BIN, DAY, WEEK, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import type { ReportSources } from '../../lambdas/report/compose-report.ts';
import { gatherBins } from '../../lambdas/report/report-bins.ts';

/** A fleet with the bins and assessments that all forms are made of. */
export interface VoicedFleet {
  sources: ReportSources;
  now: Assessment;
  bins: readonly Bin[];
}

const FROM = new Date('2026-09-21T00:00:00Z');

/** The demo's fleet, whose hosts leak in every way, fall silent, are restarted weekly and were upgraded to a leak. */
export const VOICED_FLEETS = {
  demo: () => voiced({ seed: 1, days: 56 }),
  'another demo, by day': () => voiced({ seed: 2, days: 53.5, hosts: 17 }),
  'the first day': () => voiced({ seed: 1, days: 56, observedDays: 0.9, hosts: 17 }),
  'five days': () => voiced({ seed: 3, days: 56, observedDays: 5, hosts: 17 }),
} as const;

function voiced({
  seed,
  days,
  observedDays = days,
  hosts: count = DEMO_HOSTS,
}: {
  seed: number;
  days: number;
  observedDays?: number;
  hosts?: number;
}): VoicedFleet {
  const hosts = demoFleet({ seed, hosts: count, from: FROM, days });
  const at = new Date(FROM.getTime() + days * DAY);
  const since = at.getTime() - observedDays * DAY;
  const all = hosts.flatMap(binsOf).filter(({ binAt }) => Date.parse(binAt) >= since);
  const until = (end: number) => all.filter(({ binAt }) => Date.parse(binAt) + BIN <= end);
  const weekAgo = until(at.getTime() - WEEK);
  const before =
    weekAgo.length === 0
      ? null
      : assessFleet(weekAgo, { at: new Date(at.getTime() - WEEK), knowledge, before: null });
  const bins = until(at.getTime()).filter(
    ({ binAt }) => Date.parse(binAt) >= at.getTime() - WINDOW_DAYS * DAY,
  );
  const now = assessFleet(bins, { at, knowledge, before });
  const { add, gathered } = gatherBins(now);
  add(bins);
  const newestRun = hosts.flatMap((host) => runOf(host, new Date(at.getTime() - 900_000)));
  const sources: ReportSources = {
    ...DEMO_PLACE,
    at,
    timeZone: 'UTC',
    now,
    before,
    earlier: [],
    bins: gathered(),
    newestRun,
    knowledge,
  };
  return { sources, now, bins };
}

const binsOf = ({ story, simulated }: DemoHost): Bin[] =>
  simulated.bins(60).map((bin) => {
    if (story.meeting === undefined) return bin;
    const { schema, binAt, hostId, accountId, region, availabilityZone, role, name } = bin;
    const asked = bin.sampled + bin.unreachable;
    return Bin.parse({
      ...{ schema, binAt, hostId, accountId, region, availabilityZone, role, name },
      sampled: 0,
      unreachable: story.meeting === 'unmanaged' ? asked : 0,
      malformed: story.meeting === 'garbage' ? asked : 0,
      usable: false,
      events: [],
    });
  });

function runOf({ story, simulated }: DemoHost, runAt: Date): Sample[] {
  const sample = simulated.sample(runAt);
  if (sample === null || story.meeting === undefined) return sample === null ? [] : [sample];
  const { schema, hostId, accountId, region, availabilityZone, role, name } = sample;
  const run = { schema, runAt: sample.runAt, hostId, accountId, region, availabilityZone, role, name };
  return [
    story.meeting === 'unmanaged'
      ? { ...run, outcome: 'unreachable', reason: 'NotManaged' }
      : { ...run, outcome: 'malformed', reason: 'NoJsonLine' },
  ];
}
