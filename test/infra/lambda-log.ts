/** Lines that Lambda writes of functions that log as JSON: a good run, one that threw, one that timed out. */
export const LAMBDA_LOG: readonly object[] = [
  { time: AT(0), type: 'platform.initStart', record: { runtimeVersion: 'nodejs:24.v10', phase: 'init' } },
  { time: AT(1), type: 'platform.start', record: { requestId: 'good', version: '$LATEST' } },
  { timestamp: AT(1), level: 'INFO', requestId: 'good', message: { run: AT(0) } },
  {
    timestamp: AT(20),
    level: 'INFO',
    requestId: 'good',
    message: {
      week: '2026-W48',
      refusedKnowledge: 'older: checked on 2026-10-01',
      refusedProbe: { hosts: 2 },
    },
  },
  report('good', 'success', 19_000),
  { timestamp: AT(40), level: 'WARN', requestId: 'bad', message: 'a client was created late' },
  {
    timestamp: AT(41),
    level: 'ERROR',
    requestId: 'bad',
    message: { errorType: 'AccessDenied', errorMessage: 'not authorized', stackTrace: ['AccessDenied: …'] },
  },
  report('bad', 'error', 1_000),
  report('late', 'timeout', 300_000),
];

function AT(seconds: number): string {
  return new Date(Date.parse('2026-11-23T08:00:00Z') + seconds * 1000).toISOString();
}

function report(requestId: string, status: string, durationMs: number): object {
  const metrics = { durationMs, billedDurationMs: durationMs, memorySizeMB: 512, maxMemoryUsedMB: 211 };
  return { time: AT(60), type: 'platform.report', record: { requestId, metrics, status } };
}
