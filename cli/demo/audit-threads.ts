import { Worker } from 'node:worker_threads';
import type { DemoSize } from '../../infra/local/demo/demo-fleet.ts';
import type { ThreadMessage } from './audit-thread.ts';
import { type Audited, auditedHours } from './audits.ts';

/**
 * Short, since scorings follow as soon as the audits before them are done; the first hour of each is audited twice. The
 * last ones are shorter: what follows on them is done while nobody audits any more.
 */
const [STRETCH_HOURS, LAST_STRETCH_HOURS] = [2 * 24, 24];
/** Hours of a demo before its end that are in the short ones. */
const LAST_HOURS = 3 * 24;

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
  const stretches = stretchesOf(first, end).map((stretch) => ({
    size,
    ...stretch,
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

function stretchesOf(first: number, end: number): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  let from = first;
  while (from < end) {
    const hours = end - from > LAST_HOURS ? STRETCH_HOURS : LAST_STRETCH_HOURS;
    const to = Math.min(end, from + hours);
    stretches.push({ from, to });
    from = to;
  }
  return stretches;
}
