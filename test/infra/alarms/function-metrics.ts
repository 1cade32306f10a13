import { createMetricStore, type StoredMetric } from '../../../infra/local/aws/metric-store.ts';

/** SQS publishes each five minutes, and stops six hours after anybody last touched the queue, whatever lies in it. */
const QUEUE_PERIOD = 300_000;
const ACTIVE = 6 * 3_600_000;

/** Lambda's and SQS's metrics; functions and queues are named as the template refers to them. */
export function createServiceMetrics() {
  const store = createMetricStore();
  const queues = new Map<string, { at: number; messages: number }[]>();
  const add = (
    [namespace, metricName]: readonly [string, string],
    [name, value]: readonly [string, string],
    [at, unit, figure, putAt]: readonly [number, string, number, number?],
  ) =>
    store.add(
      { namespace, metricName, dimensions: [{ name, value }] },
      {
        startsAt: Math.floor(at / 60_000) * 60_000,
        unit,
        minimum: figure,
        maximum: figure,
        sum: figure,
        sampleCount: 1,
        ...(putAt !== undefined && { putAt }),
      },
    );
  return {
    ran(name: string, startedAt: Date, endedAt: Date, failed: boolean): void {
      const of = ['FunctionName', `\${${name}Function}`] as const;
      // Lambda's metrics are of the instant at which a run began, and come when it has ended.
      const [at, putAt] = [startedAt.getTime(), endedAt.getTime()];
      add(['AWS/Lambda', 'Invocations'], of, [at, 'Count', 1, putAt]);
      add(['AWS/Lambda', 'Errors'], of, [at, 'Count', failed ? 1 : 0, putAt]);
      add(['AWS/Lambda', 'Duration'], of, [at, 'Milliseconds', putAt - at + 500, putAt]);
    },
    gaveUp(name: string, at: Date): void {
      const changes = queues.get(name) ?? [];
      queues.set(name, [...changes, { at: at.getTime(), messages: (changes.at(-1)?.messages ?? 0) + 1 }]);
    },
    purged(at: Date): void {
      for (const changes of queues.values()) changes.push({ at: at.getTime(), messages: 0 });
    },
    metrics(until: Date): readonly StoredMetric[] {
      for (const [name, changes] of queues) {
        const of = ['QueueName', `\${${name}Failures.QueueName}`] as const;
        changes.forEach(({ at, messages }, index) => {
          const end = Math.min(at + ACTIVE, changes[index + 1]?.at ?? until.getTime());
          for (let point = at; point < end; point += QUEUE_PERIOD) {
            add(['AWS/SQS', 'ApproximateNumberOfMessagesVisible'], of, [point, 'Count', messages]);
          }
        });
      }
      return store.list();
    },
  };
}
