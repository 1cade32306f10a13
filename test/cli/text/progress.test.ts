import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoProgress } from '../../../cli/demo/demo-progress.ts';
import { startProgress } from '../../../cli/text/progress.ts';

/** A stream that keeps what is written. */
function kept(isTTY: boolean) {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: string) => written.push(text) > 0 } };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('progress in a pipe', () => {
  it('is silent of what takes less than a second', () => {
    const { written, stream } = kept(false);
    const progress = startProgress('reading', stream);
    vi.advanceTimersByTime(900);
    progress.show('reading: 1 of 2');
    progress.end();
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual([]);
  });

  it('is a plain line after a second, and another one ten seconds later where something changed', () => {
    const { written, stream } = kept(false);
    const progress = startProgress('asking', stream);
    vi.advanceTimersByTime(30_000);
    expect(written).toEqual(['progress: asking\n']);
    for (let count = 1; count <= 100; count += 1) {
      progress.show(`asked ${count}`);
      vi.advanceTimersByTime(250);
    }
    progress.end();
    expect(written.slice(1)).toEqual(['progress: asked 1\n', 'progress: asked 40\n', 'progress: asked 80\n']);
  });

  it('is shown by work that leaves no time to timers', () => {
    const { written, stream } = kept(false);
    let at = 0;
    const progress = startProgress('reading', stream, () => at);
    at = 5_000;
    progress.show('reading: 3 of 9');
    progress.end();
    expect(written).toEqual(['progress: reading: 3 of 9\n']);
  });

  it('of the demo has no escapes and no bar, also on a terminal that knows none', () => {
    for (const term of [
      { isTTY: false, name: 'xterm' },
      { isTTY: true, name: 'dumb' },
    ]) {
      vi.stubEnv('TERM', term.name);
      const { written, stream } = kept(term.isTTY);
      const { show, end } = demoProgress(stream);
      vi.advanceTimersByTime(1_500);
      vi.advanceTimersByTime(10_000);
      show({ audited: 336, hours: 1344, scoredAt: new Date('2026-10-20T03:00:00Z') });
      end();
      expect(written).toEqual([
        'progress: simulating the fleet\n',
        'progress: 336 of 1344 hourly audits, scored until 2026-10-20\n',
      ]);
    }
  });
});

it('progress on a terminal begins at once', () => {
  const { written, stream } = kept(true);
  startProgress('asking', stream).end();
  expect(written).toEqual(['asking\n']);
});
