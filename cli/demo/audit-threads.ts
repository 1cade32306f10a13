import { Worker } from 'node:worker_threads';
import type { DemoSize } from '../../infra/local/demo/demo-fleet.ts';
import type { ThreadMessage } from './audit-thread.ts';
import { type Audited, auditedHours } from './audits.ts';

/** Short, since scorings follow as soon as the audits before them are done; the first hour of each is audited twice. */
const STRETCH_HOURS = 2 * 24;

/** The published package holds JavaScript; a clone runs as it is. */
const THREAD = new URL(`./audit-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Audits each hour of a demo in several threads, some days at a time: audits of different days don't know of each other.
 * @yields the stretches in order, each as soon as it and all before it are done
 */
export async function* auditStretches(
  size: DemoSize,
  { threads, audited }: { threads: number; audited: (hours: number) => void },
): AsyncGenerator<{ toHour: number } & Audited> {
  const { first, end } = auditedHours(size);
  const stretches = Array.from({ length: Math.ceil((end - first) / STRETCH_HOURS) }, (_, index) => ({
    size,
    from: first + index * STRETCH_HOURS,
    to: Math.min(end, first + (index + 1) * STRETCH_HOURS),
    result: Promise.withResolvers<Audited>(),
  }));
  const due = [...stretches];
  const workers = Array.from({ length: Math.min(threads, stretches.length) }, () => {
    const worker = new Worker(THREAD);
    const next = () => {
      const stretch = due.shift();
      if (stretch === undefined) return void worker.terminate();
      worker.removeAllListeners();
      worker.on('error', stretch.result.reject).on('message', (message: ThreadMessage) => {
        if ('hours' in message) return audited(message.hours);
        stretch.result.resolve(message.audited);
        next();
      });
      worker.postMessage({ size, from: stretch.from, to: stretch.to });
    };
    next();
    return worker;
  });
  try {
    for (const { to, result } of stretches) yield { toHour: to, ...(await result.promise) };
  } finally {
    for (const worker of workers) await worker.terminate();
  }
}
