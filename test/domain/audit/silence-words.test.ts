import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  noAnswerPhrase,
  SILENCE_REASONS,
  silenceText,
  silenceWords,
} from '../../../lambdas/domain/audit/silence-words.ts';
import { repositoryRoot } from '../../files.ts';

const runbook = readFileSync(join(repositoryRoot, 'docs/runbook.md'), 'utf8');

describe('a reason for silence', () => {
  it.each([...SILENCE_REASONS.unreachable, ...SILENCE_REASONS.malformed])(
    '%s is in the runbook too',
    (reason) => {
      expect(runbook).toContain(`\`${reason}\``);
    },
  );

  it('is told in words with its code behind them', () => {
    expect(silenceText({ outcome: 'unreachable', reason: 'NotManaged' })).toBe(
      'SSM does not know the host: no agent, no network to SSM, or no instance role (NotManaged)',
    );
    expect(silenceText({ outcome: 'malformed', reason: 'WrongShape kernel.cpuCount' })).toBe(
      "the probe's line has a value that can't be right (WrongShape kernel.cpuCount)",
    );
  });

  it('that nobody knows is told as it is', () => {
    expect(silenceWords({ outcome: 'unreachable', reason: 'RateExceeded' }).meaning).toBe(
      'SSM reports RateExceeded',
    );
    expect(silenceWords({ outcome: 'unreachable', reason: 'NoOutput' }).meaning).toBe('SSM reports NoOutput');
  });
});

describe('how long a host has not answered', () => {
  const at = '2026-11-16T00:20:00Z';
  it.each([
    ['2026-11-12T12:00:00Z', 'no answer for 3 days'],
    ['2026-11-14T18:00:00Z', 'no answer for 30 hours'],
    ['2026-11-15T21:00:00Z', 'no answer for 3 hours'],
    ['2026-11-16T00:00:00Z', 'no answer in the last run'],
    [null, 'no answer for 28 days or since it joined'],
    [undefined, 'no answer'],
  ])('since %s is "%s"', (answeredAt, text) => {
    expect(noAnswerPhrase(answeredAt, at)).toBe(text);
  });

  it('is said of answers that nobody can read', () => {
    expect(noAnswerPhrase('2026-11-12T12:00:00Z', at, true)).toBe('no readable answer for 3 days');
  });
});
