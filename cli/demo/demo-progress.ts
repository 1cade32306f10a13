import { isLive, type ProgressStream, startProgress } from '../text/progress.ts';
import type { Progress } from './run-demo.ts';

const BAR = 24;
const MINIMUM_MILLISECONDS = 100;

/** A line that grows on a terminal, and now and then a line in a pipe. */
export function demoProgress(stream: ProgressStream): { show: Progress; end: () => void } {
  const text = (state: Parameters<Progress>[0]) => {
    const scored =
      state.scoredAt === null ? '' : `, scored until ${state.scoredAt.toISOString().slice(0, 10)}`;
    return `${state.audited} of ${state.hours} hourly audits${scored}`;
  };
  if (!isLive(stream)) {
    const { show, end } = startProgress('simulating the fleet', stream);
    return { show: (state) => show(text(state)), end };
  }
  let shownAt = 0;
  return {
    show(state) {
      const now = performance.now();
      if (now - shownAt < MINIMUM_MILLISECONDS) return;
      shownAt = now;
      const filled = Math.round((BAR * state.audited) / state.hours);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
      stream.write(`\r\u001b[K${bar} ${text(state)}`);
    },
    end: () => {
      stream.write('\r\u001b[K');
    },
  };
}
