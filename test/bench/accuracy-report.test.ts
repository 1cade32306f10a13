import { describe, expect, it } from 'vitest';
import { plainCorpus } from '../corpora/plain-corpus.ts';
import { accuracyReport } from './accuracy-report.ts';
import type { Corpus, Detector } from './detector.ts';
import type { Entry } from './entries.ts';
import { measureFleet, pooled } from './measure.ts';

/** Says leaking by the level that memory has reached; states a probability. */
function threshold(name: string, bytes: number): Detector {
  return {
    name,
    rule: `over ${bytes} bytes | no trend`,
    judge: (hosts) =>
      new Map(
        hosts.map(({ hostId, bins }) => {
          const over = (bins.at(-1)?.memoryBytes ?? 0) > bytes;
          return [hostId, { leaking: over, suspected: false, probability: over ? 0.9 : 0.05 }];
        }),
      ),
  };
}

const corpus: Corpus = plainCorpus('plain', { days: 40, hosts: 40, fleets: 2, leakyShare: 0.3, seed: 5 });
const entries: Entry[] = [
  {
    detector: threshold('engine', 350e6),
    measures: ['audit-28', 'daily'],
    signals: ['all', 'without flows'],
  },
  {
    detector: threshold('engine, low', 250e6),
    measures: ['audit-28'],
    signals: ['all'],
    ablationOf: 'engine',
  },
];
const measured = pooled(
  (['audit-28', 'daily'] as const).flatMap((measure) =>
    [0, 1].flatMap((fleet) =>
      measureFleet({ corpus: 'plain', fleet, measure }, corpus.makeFleet(fleet), entries, () => 0),
    ),
  ),
);
const report = accuracyReport(measured, entries, [corpus], { command: 'npm run bench', machine: '2 x CPU' });

describe('measureFleet and pooled', () => {
  it('measure each entry on each of its signals, all fleets together', () => {
    expect(
      measured.map(({ detector, signals, measure, outcomes, trajectories }) => ({
        detector,
        signals,
        measure,
        hosts: outcomes.length + trajectories.length,
      })),
    ).toEqual([
      { detector: 'engine', signals: 'all', measure: 'audit-28', hosts: 80 },
      { detector: 'engine', signals: 'without flows', measure: 'audit-28', hosts: 80 },
      { detector: 'engine, low', signals: 'all', measure: 'audit-28', hosts: 80 },
      { detector: 'engine', signals: 'all', measure: 'daily', hosts: 80 },
      { detector: 'engine', signals: 'without flows', measure: 'daily', hosts: 80 },
    ]);
  });
});

describe('accuracyReport', () => {
  it.each([
    '`npm run bench` writes this section. Made on 2 x CPU.',
    '### plain: one audit of 28 days',
    '### plain: false alarms, judged daily',
    '### plain: median days to detect, by r (found of all)',
    'Stated probabilities of engine:',
    '### engine with signals withheld: plain, audit-28',
    '### engine with a step left out: plain, audit-28',
  ])('has %s', (heading) => {
    expect(report.split('\n')).toContain(heading);
  });

  it('shows ablations only as such', () => {
    expect(report.match(/^\| engine, low /gm)).toHaveLength(1);
  });

  it('gives each table rows as long as its header', () => {
    for (const block of report.split('\n\n').filter((text) => text.startsWith('|'))) {
      const widths = block.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size, block).toBe(1);
    }
  });
});
