import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { S3Client } from '@aws-sdk/client-s3';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { type FunctionClients, functionClients } from '../../../infra/local/aws/function-clients.ts';
import { hash, seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { auditFleet } from '../../../lambdas/audit-fleet/handler.ts';
import { type ScoreFleetResult, scoreFleet } from '../../../lambdas/score-fleet/handler.ts';
import { sendReport } from '../../../lambdas/send-report/handler.ts';
import { AUDIT_ENV, CREDENTIALS, NOW_HEADER, PLACE, REPORT_ENV, type Run, SCORE_ENV } from './run.ts';

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
  },
});
const { verb = '', at = '', url = '', timeout = '0', deadline = '0' } = values;
/** Milliseconds that a call takes. */
const LATENCY = { minimum: 50, maximum: 250 };
const THROTTLED_BASE = 500;
const MAXIMUM_BACKOFF = 20_000;

const random = seededRandom(hash(0x5ca1e, 0));
const startedAt = Date.parse(at) + 5_000;
let now = startedAt;
const calls: Record<string, number> = {};
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
/** As Lambda counts it: what is simulated and what is computed. */
const elapsed = () => now - startedAt + process.cpuUsage(cpuBefore).user / 1000;
let renewedFrom = Number.NaN;
const remaining = () => {
  if (Number.isNaN(renewedFrom)) renewedFrom = elapsed();
  return Number(timeout) * 1000 - elapsed();
};
const verbs: Record<string, () => Promise<unknown>> = {
  audit: () => auditFleet(clients, { ...AUDIT_ENV, DEADLINE_SECONDS: Number(deadline) }, due, clock),
  score: () => scoreFleet(clients, SCORE_ENV, due, { now: clock.now, newToken: randomUUID }, remaining),
  report: () => sendReport(clients, REPORT_ENV, due, { now: clock.now, newToken: randomUUID }),
};

const restBytes = process.memoryUsage.rss();
const result = (await verbs[verb]?.()) as Partial<ScoreFleetResult> & { fleet?: { sampled?: number } };
const cpu = process.cpuUsage(cpuBefore);
const run: Run = {
  calls,
  bytesRead,
  waitedSeconds: (now - startedAt) / 1000,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  restBytes,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  renewed: result.binsRenewed ?? 0,
  renewalSeconds: (elapsed() - renewedFrom) / 1000 || 0,
  sampled: result.fleet?.sampled ?? null,
};
process.stdout.write(JSON.stringify(run));

/** Lets a client's every attempt take its time, and tell the endpoint what time it is. */
function simulated(client: FunctionClients[keyof FunctionClients]): void {
  (client as S3Client).middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const issuedAt = now;
        const answeredAt = issuedAt + random.between(LATENCY.minimum, LATENCY.maximum);
        calls[commandName] = (calls[commandName] ?? 0) + 1;
        const { headers } = args.request as { headers: Record<string, string> };
        headers[NOW_HEADER] = new Date(issuedAt).toISOString();
        const answer = await next(args).finally(() => {
          // Calls at the same time take the time of the slowest.
          now = Math.max(now, answeredAt);
        });
        const { headers: answered = {} } = answer.response as { headers?: Record<string, string> };
        bytesRead += Number(answered['content-length'] ?? 0);
        return answer;
      },
    { step: 'deserialize', priority: 'low', name: 'simulatedTime' },
  );
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
      now += random.between(0, Math.min(MAXIMUM_BACKOFF, THROTTLED_BASE * 2 ** (count - 1)));
      return token(count);
    },
    recordSuccess: () => {},
  };
}
