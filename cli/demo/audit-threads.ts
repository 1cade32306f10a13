import { Worker } from 'node:worker_threads';
import type { DemoSize } from '../../infra/local/demo/demo-fleet.ts';
import type { ThreadMessage } from './audit-thread.ts';
import { type Audited, auditedHours } from './audits.ts';

const STRETCH_HOURS = 7 * 24;

/** The published package holds JavaScript; a clone runs as it is. */
const THREAD = new URL(`./audit-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Audits each hour of a demo in several threads, a week at a time: audits of different weeks don't know of each other.
 * @yields the weeks in order, each as soon as it and all before it are done
 */
export async function* auditWeeks(
  size: DemoSize,
  { threads, audited }: { threads: number; audited: (hours: number) => void },
): AsyncGenerator<{ toHour: number } & Audited> {
  const { first, end } = auditedHours(size);
  const weeks = Array.from({ length: Math.ceil((end - first) / STRETCH_HOURS) }, (_, week) => ({
    size,
    from: first + week * STRETCH_HOURS,
    to: Math.min(end, first + (week + 1) * STRETCH_HOURS),
    result: Promise.withResolvers<Audited>(),
  }));
  const due = [...weeks];
  const workers = Array.from({ length: Math.min(threads, weeks.length) }, () => {
    const worker = new Worker(THREAD);
    const next = () => {
      const week = due.shift();
      if (week === undefined) return void worker.terminate();
      worker.removeAllListeners();
      worker.on('error', week.result.reject).on('message', (message: ThreadMessage) => {
        if ('hours' in message) return audited(message.hours);
        week.result.resolve(message.audited);
        next();
      });
      worker.postMessage({ size, from: week.from, to: week.to });
    };
    next();
    return worker;
  });
  try {
    for (const week of weeks) yield { toHour: week.to, ...(await week.result.promise) };
  } finally {
    for (const worker of workers) await worker.terminate();
  }
}
