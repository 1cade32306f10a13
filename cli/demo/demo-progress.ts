import type { Progress } from './run-demo.ts';

const BAR = 24;
const MINIMUM_MILLISECONDS = 100;

/** A line that grows on a terminal, and nothing in a pipe. */
export function demoProgress(stream: NodeJS.WriteStream): { show: Progress; end: () => void } {
  let shownAt = 0;
  return {
    show({ audited, hours, scoredAt }) {
      const now = performance.now();
      if (!stream.isTTY || now - shownAt < MINIMUM_MILLISECONDS) return;
      shownAt = now;
      const filled = Math.round((BAR * audited) / hours);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
      const scored = scoredAt === null ? '' : `, scored until ${scoredAt.toISOString().slice(0, 10)}`;
      stream.write(`\r\u001b[K${bar} ${audited} of ${hours} hourly audits${scored}`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}
