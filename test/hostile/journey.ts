import assert from 'node:assert/strict';
import { PutMetricDataInput, readMetricData } from '../../infra/local/aws/metric-datum.ts';
import { fleetData, hostData } from '../../lambdas/aws/cloudwatch-metrics.ts';
import { type FleetSummary, summariseFleet } from '../../lambdas/domain/audit/fleet-summary.ts';
import { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import {
  binsKey,
  parseBins,
  parseSamples,
  printBins,
  printSamples,
  samplesKey,
} from '../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { HostIdentity, Sample } from '../../lambdas/domain/records/sample.ts';
import { isKnownRelease } from '../../lambdas/knowledge/releases.ts';
import { hostOutcome } from '../../lambdas/probe/host-outcome.ts';
import { METRIC_NAMESPACE } from '../../lambdas/telemetry.ts';
import { HARMLESS } from './harmless.ts';
import { REAL_LINES } from './mutated-line.ts';

/** A run and the one before it, in one bin. */
export const RUNS = ['2026-11-22T16:05:00Z', '2026-11-22T16:20:00Z'] as const;
export const BIN_AT = '2026-11-22T15:00:00Z';
const BUDGET = 30;
/** A line of the probe has 2,400 bytes at most; as a record it has names too. */
const MAXIMUM_RECORD_BYTES = 16_384;

export const NEIGHBOUR: HostIdentity = identity('i-00000000000000001', 'lb-1', 'edge', 'eu-west-1a');

export function identity(
  hostId: string,
  name: string | null,
  role: string | null,
  availabilityZone: string | null,
): HostIdentity {
  return { hostId, accountId: '111122223333', region: 'eu-west-1', availabilityZone, role, name };
}

/** What one run says of a host that printed a text. */
export function outcome(host: HostIdentity, stdout: string, runAt: string): Sample {
  const asked = { runAt, askedFrom: new Date(runAt), askedTo: new Date(Date.parse(runAt) + 5_000) };
  return hostOutcome(host, { statusDetails: 'Success', stdout, seconds: 1 }, asked);
}

const neighbour = RUNS.map((runAt) => outcome(NEIGHBOUR, REAL_LINES[2] ?? '', runAt));
const alone = {
  lines: neighbour.map((sample) => printSamples([sample])),
  bins: printBins(deriveBinsAt(neighbour, BIN_AT)),
};

/** Where the texts of a host ended up. */
export interface Journey {
  samples: Sample[];
  bins: Bin[];
  fleet: FleetSummary;
}

/**
 * Follows what one host printed in two runs, beside a healthy neighbour, from the reader to archive, bins and metrics.
 *
 * @throws where a record can't be read back, something of it is active, AWS would refuse it, or the neighbour changed
 */
export function followOutput(host: HostIdentity, stdout: readonly [string, string]): Journey {
  const own = RUNS.map((runAt, run) => outcome(host, stdout[run] ?? '', runAt));
  for (const sample of own) checkSample(sample, host);
  for (const [run, sample] of own.entries()) checkArchived(sample, run);
  const bins = checkBins(own);
  const [before, now] = RUNS.map((_, run) => [neighbour[run], own[run]].filter((one) => one !== undefined));
  const fleet = summariseFleet(now ?? [], before ?? [], isKnownRelease);
  checkMetrics(fleet, now ?? []);
  return { samples: now ?? [], bins, fleet };
}

function checkSample(sample: Sample, host: HostIdentity): void {
  for (const key of Object.keys(host) as (keyof HostIdentity)[]) assert.equal(sample[key], host[key]);
  if (sample.outcome !== 'sampled') assert.match(sample.reason, /^[A-Za-z0-9. ]{1,60}$/);
  const run = { ...sample, ...NEIGHBOUR };
  assert.equal(samplesKey(sample), samplesKey(run));
  assert.equal(binsKey(sample), binsKey(run));
}

function checkArchived(sample: Sample, run: number): void {
  const other = neighbour[run];
  assert.ok(other);
  const text = printSamples([sample, other]);
  HARMLESS.lines(text);
  const lines = text.split('\n').slice(0, -1);
  assert.equal(lines.length, 2);
  assert.ok(lines.includes(alone.lines[run]?.trimEnd() ?? ''));
  for (const line of lines) assert.ok(Buffer.byteLength(line) < MAXIMUM_RECORD_BYTES, 'a long record');
  const { records: samples, issues } = parseSamples(text, 'archive');
  assert.deepEqual(issues, []);
  assert.equal(printSamples(samples), text);
}

function checkBins(own: readonly Sample[]): Bin[] {
  const bins = deriveBinsAt([...own, ...neighbour], BIN_AT);
  assert.equal(bins.length, 2);
  const text = printBins(bins);
  HARMLESS.lines(text);
  assert.equal(printBins(bins.filter(({ hostId }) => hostId === NEIGHBOUR.hostId)), alone.bins);
  const read = parseBins(text, 'archive');
  assert.deepEqual(read.issues, []);
  assert.equal(printBins(read.records), text);
  return bins;
}

function checkMetrics(fleet: FleetSummary, samples: readonly Sample[]): void {
  const [runAt] = RUNS;
  const data = fleetData(fleet, runAt, BUDGET);
  assert.ok(data.length <= BUDGET, 'over the budget of metrics');
  acceptedByCloudWatch([...data, ...hostData(samples, runAt)]);
}

/** Throws where CloudWatch would refuse a data point, by the rules of the embedded endpoint. */
export function acceptedByCloudWatch(data: ReturnType<typeof fleetData>): void {
  const MetricData = data.map((datum) => ({ ...datum, Timestamp: (datum.Timestamp?.getTime() ?? 0) / 1000 }));
  const input = PutMetricDataInput.parse({ Namespace: METRIC_NAMESPACE, MetricData });
  readMetricData(input, data[0]?.Timestamp ?? new Date(0));
}
