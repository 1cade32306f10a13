import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { S3Client } from '@aws-sdk/client-s3';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { type FunctionClients, functionClients } from '../../../cli/function-clients.ts';
import { hash, seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { auditFleet } from '../../../lambdas/audit-fleet/handler.ts';
import { ShardItem } from '../../../lambdas/domain/records/shard.ts';
import { judgePlaces } from '../../../lambdas/judge-places/handler.ts';
import { type ScoreFleetResult, scoreFleet } from '../../../lambdas/score-fleet/handler.ts';
import { planScoring } from '../../../lambdas/score-fleet/plan-scoring.ts';
import { sendReport } from '../../../lambdas/send-report/handler.ts';
import {
  AUDIT_ENV,
  BUCKET,
  CREDENTIALS,
  EXECUTION,
  NOW_HEADER,
  PLACE,
  PLACES_ENV,
  PLACES_REPORT_ENV,
  REPORT_ENV,
  type Run,
  SCORE_ENV,
} from './run.ts';

/**
 * One function, once, in a process of its own, against an endpoint in another: what it takes is its own. Time is
 * simulated: it passes with calls, pauses and retries alone.
 */
const { values } = parseArgs({
  options: {
    verb: { type: 'string' },
    at: { type: 'string' },
    url: { type: 'string' },
    timeout: { type: 'string' },
    deadline: { type: 'string' },
    /** Seconds after it was due at which a step of a scoring in shards begins. */
    after: { type: 'string', default: '5' },
    /** What a shard is to judge. */
    shard: { type: 'string' },
    /** Whether it ends where Lambda would cut it off. */
    cut: { type: 'boolean', default: false },
  },
});
const { verb = '', at = '', url = '', timeout = '0', deadline = '0', shard = '{}' } = values;
/** Milliseconds that a call takes. */
const LATENCY = { minimum: 50, maximum: 250 };
const THROTTLED_BASE = 500;
const MAXIMUM_BACKOFF = 20_000;

const random = seededRandom(hash(0x5ca1e, 0));
const startedAt = Date.parse(at) + 1000 * Number(values.after);
let now = startedAt;
/** Of each place that is read, since several are read at once; all else goes by one clock. */
const clocks = new Map<string, number>();
const timeOf = (clock: string): number => clocks.get(clock) ?? now;
const clockOfError = new WeakMap<object, string>();
const calls: Record<string, number> = {};
let derived = 0;
let bytesRead = 0;

const config = {
  endpoint: url,
  region: PLACE.region,
  credentials: CREDENTIALS,
  forcePathStyle: true,
  retryStrategy: backingOff(10),
};
const clients = functionClients(config);
for (const client of Object.values(clients)) simulated(client);
const clock = {
  now: () => new Date(now),
  sleep: async (seconds: number) => {
    now += seconds * 1000;
  },
};
const due = { scheduledAt: at };
const cpuBefore = process.cpuUsage();
const beganAt = performance.now();
/** As Lambda counts it: what is simulated and what is computed. */
const elapsed = () => now - startedAt + process.cpuUsage(cpuBefore).user / 1000;
let renewedFrom = Number.NaN;
const remaining = () => {
  if (Number.isNaN(renewedFrom)) renewedFrom = elapsed();
  return Number(timeout) * 1000 - elapsed();
};
const attempt = { now: clock.now, newToken: randomUUID };
const archive = { s3: clients.s3, bucket: BUCKET, ...PLACE };
const joined = { ...due, shards: { step: 'join', execution: EXECUTION } } as const;
const verbs: Record<string, () => Promise<unknown>> = {
  audit: () => auditFleet(clients, { ...AUDIT_ENV, DEADLINE_SECONDS: Number(deadline) }, due, clock),
  score: () => scoreFleet(clients, SCORE_ENV, due, attempt, remaining),
  report: () => sendReport(clients, REPORT_ENV, due, attempt),
  'score every place': () => scoreFleet(clients, PLACES_ENV, due, attempt, remaining),
  'report every place': () => sendReport(clients, PLACES_REPORT_ENV, due, attempt),
  plan: () => planScoring(archive, at, EXECUTION),
  judge: () =>
    judgePlaces(clients.s3, { ARCHIVE_BUCKET: BUCKET }, ShardItem.parse(JSON.parse(shard)), remaining),
  join: () => scoreFleet(clients, PLACES_ENV, joined, attempt, remaining),
};

const restBytes = process.memoryUsage.rss();
const result = (await verbs[verb]?.()) as Partial<ScoreFleetResult> & { fleet?: { sampled?: number } };
tell(result);

function tell(told: typeof result | null): void {
  const cpu = process.cpuUsage(cpuBefore);
  const run: Run = {
    calls,
    bytesRead,
    wallSeconds: (performance.now() - beganAt) / 1000,
    waitedSeconds: (now - startedAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    restBytes,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    renewed: told?.binsRenewed ?? 0,
    renewalSeconds: (elapsed() - renewedFrom) / 1000 || 0,
    sampled: told?.fleet?.sampled ?? null,
    derived,
    isCutOff: told === null,
  };
  writeSync(1, JSON.stringify(run));
}

/** Lets a client's every attempt take its time, and tell the endpoint what time it is. */
function simulated(client: FunctionClients[keyof FunctionClients]): void {
  (client as S3Client).middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (values.cut && elapsed() > Number(timeout) * 1000) {
          tell(null);
          process.exit();
        }
        const { Key = '', Prefix = Key } = args.input as { Key?: string; Prefix?: string };
        const clock = /^(?:samples|bins)\/(account=\d+\/region=[^/]+)\//.exec(Prefix)?.[1] ?? '';
        const issuedAt = timeOf(clock);
        const answeredAt = issuedAt + random.between(LATENCY.minimum, LATENCY.maximum);
        calls[commandName] = (calls[commandName] ?? 0) + 1;
        const { headers } = args.request as { headers: Record<string, string> };
        headers[NOW_HEADER] = new Date(issuedAt).toISOString();
        const answer = await next(args)
          .catch((error) => {
            clockOfError.set(error, clock);
            throw error;
          })
          // Calls at the same time take the time of the slowest.
          .finally(() => pass(clock, answeredAt));
        if (commandName === 'PutObjectCommand' && Key.startsWith('bins/')) derived += 1;
        const { headers: answered = {} } = answer.response as { headers?: Record<string, string> };
        bytesRead += Number(answered['content-length'] ?? 0);
        return answer;
      },
    { step: 'deserialize', priority: 'low', name: 'simulatedTime' },
  );
}

function pass(clock: string, until: number): void {
  if (clock !== '') clocks.set(clock, Math.max(timeOf(clock), until));
  now = Math.max(now, until);
}

/** The SDK's pauses after throttling (full jitter, doubled each time), on the simulated clock. */
function backingOff(attempts: number): RetryStrategyV2 {
  const token = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (used: RetryToken, { errorType, error }: RetryErrorInfo) => {
      const count = used.getRetryCount() + 1;
      // To the SDK an answer is passing, whatever it says, that corrected its clock; here every answer does.
      const isAnswer = errorType !== 'THROTTLING' && error?.$metadata?.httpStatusCode !== undefined;
      if (count >= attempts || isAnswer) throw new Error('no more attempts');
      const clock = clockOfError.get(error ?? {}) ?? '';
      const pause = random.between(0, Math.min(MAXIMUM_BACKOFF, THROTTLED_BASE * 2 ** (count - 1)));
      pass(clock, timeOf(clock) + pause);
      // Connections that were closed while it computed are only then known to be.
      await setTimeout(1);
      return token(count);
    },
    recordSuccess: () => {},
  };
}
