import type { StoredMetric } from '../../infra/local/aws/metric-store.ts';
import type { StoredObject } from '../../infra/local/aws/s3-store.ts';
import {
  DEMO_PLACE,
  DEMO_ROLE_TAG_KEY,
  DEMO_TAG,
  type DemoHost,
  type DemoPlace,
  type DemoSize,
  isAudited,
} from '../../infra/local/demo/demo-fleet.ts';
import { spokeVariables } from '../../infra/local/demo/spokes.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { auditFleet } from '../../lambdas/audit-fleet/handler.ts';
import { HOUR } from '../../lambdas/domain/records/time.ts';
import { DEMO_BUCKET, DEMO_DOCUMENT, demoEndpoint } from './demo-endpoint.ts';

/** Hours of a demo, counted from its start; `to` is not of it. */
export interface Stretch {
  readonly size: DemoSize;
  readonly from: number;
  readonly to: number;
}

/** Hours of a demo that are audited; `end` is not among them. */
export function auditedHours({ days, auditedDays = days }: DemoSize): { first: number; end: number } {
  return { first: Math.floor((days - auditedDays) * 24), end: Math.floor(days * 24) };
}

/** What the audits of a stretch left behind. */
export interface Audited {
  readonly objects: readonly (readonly [string, StoredObject])[];
  readonly metrics: readonly StoredMetric[];
}

const HUB_ENV = AuditFleetEnv.parse({
  ACCOUNT_ID: DEMO_PLACE.accountId,
  AWS_REGION: DEMO_PLACE.region,
  ARCHIVE_BUCKET: DEMO_BUCKET,
  PROBE_DOCUMENT: DEMO_DOCUMENT,
  FLEET_TAG_KEY: DEMO_TAG.key,
  FLEET_TAG_VALUE: DEMO_TAG.value,
  ROLE_TAG_KEY: DEMO_ROLE_TAG_KEY,
  PERIOD_SECONDS: '3600',
  DEADLINE_SECONDS: '120',
  METRIC_BUDGET: '60',
  PER_HOST_METRICS: 'false',
});

const spokeEnv = (place: DemoPlace): AuditFleetEnv =>
  AuditFleetEnv.parse({
    ...spokeVariables(place, { bucket: DEMO_BUCKET, region: DEMO_PLACE.region }),
    PROBE_DOCUMENT: DEMO_DOCUMENT,
  });

/**
 * Audits the demo's fleet each hour of a stretch of time, place by place, by the function that Lambda runs.
 * @param fleet of that size
 */
export async function auditStretch(
  { size, from, to }: Stretch,
  fleet: readonly DemoHost[],
  audited: (hours: number) => void,
): Promise<Audited> {
  const { endpoint, clock, clients, spokes } = demoEndpoint(size, fleet);
  const functions = [
    { place: DEMO_PLACE, clients, env: HUB_ENV },
    ...spokes.map(({ place, clients }) => ({ place, clients, env: spokeEnv(place) })),
  ];
  // A run looks back at the one before: the first is repeated, and what it left is the stretch before's.
  const first = Math.max(auditedHours(size).first, from - 1);
  let repeated = new Set<string>();
  for (let hour = first; hour < to; hour++) {
    const at = new Date(size.from.getTime() + hour * HOUR);
    for (const { place, clients, env } of functions) {
      if (!isAudited(size, place, hour)) continue;
      clock.turnTo(at);
      await auditFleet(clients, env, { scheduledAt: at.toISOString() }, clock);
    }
    if (hour < from) repeated = new Set(endpoint.objects(DEMO_BUCKET)?.keys());
    else audited(1);
  }
  const begins = size.from.getTime() + from * HOUR;
  return {
    objects: [...(endpoint.objects(DEMO_BUCKET) ?? [])].filter(([key]) => !repeated.has(key)),
    metrics: endpoint
      .metrics()
      .map((metric) => ({ ...metric, points: metric.points.filter(({ startsAt }) => startsAt >= begins) })),
  };
}
