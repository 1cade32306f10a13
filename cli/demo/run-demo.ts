import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Endpoint } from '../../infra/local/aws/endpoint.ts';
import type { StoredEvent } from '../../infra/local/aws/eventbridge.ts';
import type { StoredMetric } from '../../infra/local/aws/metric-store.ts';
import { DEMO_PLACE, type DemoHost, type DemoSize, demoFleet } from '../../infra/local/demo/demo-fleet.ts';
import { getAssessment } from '../../lambdas/aws/s3-assessments.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { DAY, HOUR, MINUTE, printInstant } from '../../lambdas/domain/records/time.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { SendReportEnv } from '../../lambdas/send-report/env.ts';
import { sendReport } from '../../lambdas/send-report/handler.ts';
import { auditStretches } from './audit-threads.ts';
import { auditedHours } from './audits.ts';
import { type Captured, captureSpoke } from './captured-spoke.ts';
import { type Rung, rungAlarms } from './demo-alarms.ts';
import { DEMO_BUCKET, DEMO_SENDER, DEMO_TOPIC_ARN, demoEndpoint } from './demo-endpoint.ts';
import { type PlaceSilence, placeWatches, watchedInstants } from './place-watches.ts';

/** Minutes after a bin closed at which AWS scores too. */
const SCORE_MINUTES = 20;
/**
 * A score a day in the last days, one in three days before: in AWS there is one every three hours. One of them is of the
 * week before the report's.
 */
const SCORED = {
  onePlace: { dailyDays: 8, otherDays: (daysBeforeEnd: number) => daysBeforeEnd % 3 === 0 },
  // Each takes longer.
  severalPlaces: { dailyDays: 3, otherDays: (daysBeforeEnd: number) => daysBeforeEnd % 3 === 1 },
};

const REPORT = {
  SENDER: DEMO_SENDER,
  RECIPIENTS: 'team@example.com',
  TIME_ZONE: 'UTC',
  ATTACH_REPORT: 'false',
};

export interface DemoResult {
  readonly fleet: readonly DemoHost[];
  /** What a captured spoke could do with the archive; `null` where there is no spoke. */
  readonly captured: Captured | null;
  readonly assessment: Assessment;
  readonly events: readonly StoredEvent[];
  /** When which of several places was silent, as the hub's watch said. */
  readonly silences: readonly PlaceSilence[];
  /** What the alarms on hosts, and on a hub's places, would have done. */
  readonly alarms: readonly Rung[];
  readonly endpoint: Endpoint;
  readonly at: Date;
  /** Of the report. */
  readonly week: string;
}

/** How far it is: hours audited of all, and the instant scored last. */
export type Progress = (state: { audited: number; hours: number; scoredAt: Date | null }) => void;

/** Simulates weeks of a fleet: audits, scores and findings, by the functions that Lambda runs. */
export async function runDemo(size: DemoSize, progress: Progress): Promise<DemoResult> {
  const { endpoint, clock, clients, spokes } = demoEndpoint(size);
  const metrics: StoredMetric[] = [];
  const hours = auditedHours(size);
  const everyPlace = spokes.length > 0;
  const state = { audited: 0, hours: hours.end - hours.first, scoredAt: null as Date | null };
  const env = {
    ACCOUNT_ID: DEMO_PLACE.accountId,
    AWS_REGION: DEMO_PLACE.region,
    ARCHIVE_BUCKET: DEMO_BUCKET,
    ACKNOWLEDGEMENTS: [],
    NOTIFY_TOPIC_ARN: DEMO_TOPIC_ARN,
    DASHBOARD_URL: 'https://console.aws.amazon.com/cloudwatch/',
    RUNBOOK_URL: 'docs/runbook.md#a-host-leaks',
  };
  const attempt = { now: clock.now, newToken: randomUUID };
  const instants = scoredInstants(size);
  const watches = placeWatches(clients, DEMO_PLACE);
  const watched = watchedInstants(size);
  const [watchedFrom = null] = watched;
  const watchUntil = async (until: Date) => {
    while (watched[0] && watched[0] < until) {
      const at = watched.shift() ?? until;
      clock.turnTo(at);
      await watches.watch(at);
    }
  };
  const stretches = auditStretches(size, {
    threads: availableParallelism(),
    audited: (hours) => {
      state.audited += hours;
      progress(state);
    },
  });
  for await (const { toHour, objects, metrics: published } of stretches) {
    endpoint.restore(DEMO_BUCKET, objects);
    metrics.push(...published);
    const audited = size.from.getTime() + toHour * HOUR;
    while (instants[0] && instants[0].getTime() < audited + HOUR) {
      const at = instants.shift() ?? size.from;
      await watchUntil(at);
      clock.turnTo(at);
      await scoreFleet(
        clients,
        { ...env, EVERY_PLACE: everyPlace },
        { scheduledAt: at.toISOString() },
        attempt,
      );
      state.scoredAt = at;
      progress(state);
    }
    await watchUntil(new Date(audited));
  }
  const at = new Date(size.from.getTime() + size.days * DAY);
  clock.turnTo(at);
  const reportEnv = SendReportEnv.parse({ ...env, ...REPORT, EVERY_PLACE: `${everyPlace}` });
  const { week } = await sendReport(clients, reportEnv, { scheduledAt: at.toISOString() }, attempt);
  const archive = { s3: clients.s3, bucket: DEMO_BUCKET, ...DEMO_PLACE };
  const assessment = state.scoredAt && (await getAssessment(archive, state.scoredAt));
  if (assessment === null) throw new Error('a demo without an assessment');
  const lastHour = printInstant(size.from.getTime() + (hours.end - 1) * HOUR);
  // One of another account, where there is any.
  const spoke = spokes.find(({ place }) => place.accountId !== DEMO_PLACE.accountId) ?? spokes[0];
  return {
    fleet: demoFleet(size),
    captured: spoke ? await captureSpoke(spoke, size.places ?? [], lastHour) : null,
    assessment,
    events: endpoint.events(),
    silences: watches.silences(),
    alarms: rungAlarms(
      { audits: metrics, published: endpoint.metrics() },
      { from: new Date(size.from.getTime() + hours.first * HOUR), watchedFrom, until: at },
    ),
    endpoint,
    at,
    week,
  };
}

function scoredInstants({ from, days, auditedDays = days, places = [] }: DemoSize): Date[] {
  const whole = Math.floor(days);
  const { dailyDays, otherDays } = places.length > 1 ? SCORED.severalPlaces : SCORED.onePlace;
  const wanted = Array.from({ length: whole }, (_, index) => index + 1).filter(
    (day) => day > days - auditedDays && (otherDays(whole - day) || whole - day < dailyDays),
  );
  return wanted.map((day) => new Date(from.getTime() + day * DAY + SCORE_MINUTES * MINUTE));
}
