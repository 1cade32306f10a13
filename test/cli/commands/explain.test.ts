import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { braillePlot } from '../../../cli/text/braille-plot.ts';
import { renderExplanation } from '../../../cli/text/explain.ts';
import { renderSeries } from '../../../cli/text/series.ts';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { advisoryTitles } from '../../../lambdas/report/advisories.ts';
import { deriveBins } from '../../domain/all-bins.ts';
import { END, FLEET, hourly, LEAKING, textOf, writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

const folder = writeArchive({ 'all.ndjson': textOf(FLEET) });
afterAll(() => rmSync(folder, { recursive: true }));
const explain = (...words: string[]) => auditor(['explain', ...words, '--from', folder]);

const TITLES = advisoryTitles(knowledge.advisories);

describe('auditor explain', async () => {
  const scored = JSON.parse((await auditor(['score', folder, '--json'])).stdout);

  it.each([...new Set(FLEET.map(({ hostId }) => hostId))])(
    'shows the terms that add up to the probability of %s',
    async (hostId) => {
      const { terms, logOddsSum, host } = JSON.parse((await explain(hostId, '--json')).stdout);
      expect(host).toEqual(scored.hosts.find((other: { hostId: string }) => other.hostId === hostId));
      const { prevalence } = scored.fleet;
      expect(terms[0]).toMatchObject({ check: 'prior', logOdds: Math.log(prevalence / (1 - prevalence)) });
      expect(terms.slice(1).map(({ check }: { check: string }) => check)).toEqual(
        host.evidence.map(({ check }: { check: string }) => check),
      );
      const sum = terms.reduce((total: number, { logOdds }: { logOdds: number }) => total + logOdds, 0);
      expect(logOddsSum).toBe(sum);
      expect(host.leakProbability).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
    },
  );

  it('prints terms that add up as printed', async () => {
    const { stdout, status } = await explain(LEAKING);
    const [sum = '', total = ''] = stdout.slice(stdout.indexOf('The sum')).split('------');
    const terms = [...sum.matchAll(/^ +([+-]\d+\.\d\d) {2}/gm)].map(([, term]) => Number(term));
    expect(status).toBe(0);
    expect(terms.length).toBeGreaterThan(3);
    expect(terms.reduce((a, b) => a + b, 0)).toBeCloseTo(Number(/[+-]\d+\.\d\d/.exec(total)?.[0]), 6);
    expect(total).toMatch(/probability of 99\.\d%/);
  });

  it('gives verdict, time to pressure and advice, within 80 columns and without colours', async () => {
    const { stdout } = await explain('lb-leaking');
    expect(stdout).toMatch(/^leaking: HAProxy on it leaks\. Risk \d+\/100 \(\w+\); higher is worse\.$/m);
    expect(stdout).toMatch(/TCP memory: growing by \d+ MiB\/day \(95% CI /);
    expect(stdout).toMatch(/limit in [\d,]+\s+days/);
    const advice = stdout.slice(stdout.indexOf('What to do')).replaceAll(/\s+/g, ' ');
    expect(advice).toMatch(
      /^What to do Upgrade to 2\.8\.\d+ this month, at the very least 2\.8\.14\. - Leaking: /,
    );
    expect(advice).toContain('- Known leak in 2.8.3: HAPX-0001, fixed in 2.8.14');
    expect(advice).toMatch(/More: npm run -s auditor -- advise 2\.8\.3 $/);
    expect(stdout).toContain(`to ${END.slice(0, 10)} 00:00 UTC`);
    expect(stdout).toMatch(/[\u2801-\u28ff]{3}/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('shows restart and directives where they are called for, and what was accepted', () => {
    const at = new Date(END);
    const bins = deriveBins(FLEET);
    const assessment = assessFleet(bins, { at, knowledge, before: null });
    const [host] = assessment.hosts;
    if (!host) throw new Error('no host');
    const called = {
      ...host,
      acknowledgement: { reason: 'known', until: '2026-12-01T00:00:00Z' },
      recommendation: {
        ...host.recommendation,
        restartBy: '2026-10-22T10:00:00Z',
        mitigations: ['tcp-ut 30s, at the end of bind lines: \u001b[2J'],
      },
    };
    const text = renderExplanation(called, { assessment, bins, advisories: TITLES, columns: 100 });
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      "this month, at the very least 2.8.14, or, if you can't upgrade, restart before 2026-10-22 (may reach",
    );
    expect(text).toContain('Its configuration calls for:\n  - tcp-ut 30s, at the end of bind lines: ?[2J\n');
    expect(text).toContain('Its finding is accepted until 2026-12-01 00:00 UTC: known\n');
    expect(text).toMatch(
      /^The bugs named above\n(?: {2}HAPX-\d{4} {2}\S.*\n(?: {13}\S.*\n)* {13}https:\/\/\S+\n)+More: /m,
    );
    const [above = '', below = ''] = text.split('The bugs named above');
    const named = [...new Set(above.match(/HAPX-\d{4}/g))];
    expect(named.length).toBeGreaterThan(1);
    expect(below.match(/HAPX-\d{4}/g)).toEqual(named);
  });

  it('says which kinds of leak are accepted where others are not', () => {
    const bins = deriveBins(FLEET);
    const assessment = assessFleet(bins, { at: new Date(END), knowledge, before: null });
    const [host] = assessment.hosts;
    if (!host) throw new Error('no host');
    const kinds = (['stuck-streams', 'dead-sockets'] as const).map((kind) => {
      return { kind, probability: 0.99, witness: kind };
    });
    const partly = { ...host, kinds, acknowledgedKinds: ['stuck-streams' as const] };
    const text = renderExplanation(partly, { assessment, bins, advisories: TITLES, columns: 100 });
    expect(text).toContain('Its finding is not accepted yet: dead sockets (accepted: stuck streams)\n');
    const silent = { ...partly, verdict: 'healthy' as const, reachable: false };
    expect(renderExplanation(silent, { assessment, bins, advisories: TITLES, columns: 100 })).toMatch(
      /^healthy when judged last: /m,
    );
  });

  it.each([
    { word: 'i-leak', status: 0, says: /^lb-leaking$/m },
    { word: 'i-steady', status: 2, says: /2 hosts go by "i-steady": ask for one of i-steady-3, i-steady-4/ },
    { word: 'lb-0\u001b', status: 2, says: /no host has the id or name "lb-0\\u001b"; there are lb-/ },
  ])('answers $word with exit code $status', async ({ word, status, says }) => {
    const result = await explain(word);
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toMatch(says);
  });

  it('says when a host that has left was last asked', async () => {
    const gone = hourly('steady', 6, 'i-gone').filter(({ runAt }) => runAt < '2026-10-12');
    const archive = writeArchive({ 'a.ndjson': textOf([...FLEET, ...gone]) });
    const { stderr, status } = await auditor(['explain', 'i-gone', '--from', archive]);
    expect({ stderr, status }).toEqual({
      stderr: expect.stringContaining('2026-10-11T21:00:00Z'),
      status: 2,
    });
    expect((await auditor(['score', archive])).stdout).toContain('asked them any more at the end: 1.');
    rmSync(archive, { recursive: true });
  });
});

describe('renderSeries', () => {
  const bins = deriveBins(hourly('sawtooth', 5, 'i-saw'));

  it('marks each restart and change of release, under its place', () => {
    const [upgraded, ...rest] = bins.slice(60).map((bin) => ({ ...bin, version: '3.0.12' }));
    if (!upgraded) throw new Error('no bin');
    const changed = [...bins.slice(0, 60), { ...upgraded, events: ['upgrade' as const] }, ...rest];
    const lines = renderSeries(changed, 80);
    const marks = lines.find((line) => line.includes('events')) ?? '';
    const restarts = changed.filter(({ events }) => events.includes('restart')).length;
    expect(restarts).toBeGreaterThan(0);
    expect(marks.match(/R/g)).toHaveLength(restarts);
    expect(marks.indexOf('U')).toBe(12 + Math.floor((60 / bins.length) * 68));
    expect(lines.join('\n')).toContain(
      `${upgraded.binAt.slice(0, 10)} 12:00  from ${bins[0]?.version} to 3.0.12`,
    );
  });

  it.each([80, 120, 200])('fits %i columns', (width) => {
    const longest = Math.max(...renderSeries(bins, width).map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(width);
    expect(longest).toBeGreaterThan(Math.min(width, 140) - 12);
  });

  it('draws the pressure limit where it is near, and says how far it is where not', () => {
    const near = bins.map((bin) => ({ ...bin, memoryBytes: 100 * 2 ** 20, pressureBytes: 200 * 2 ** 20 }));
    const far = near.map((bin) => ({ ...bin, pressureBytes: 2 ** 30 }));
    expect(renderSeries(near, 80)[0]).toBe("TCP memory, dotted: the kernel's pressure limit of 200 MiB");
    expect(renderSeries(far, 80)[0]).toMatch(/limit of 1 GiB is 10 times the highest/);
  });

  it('says of a reading that nothing is known of it, or that there is none', () => {
    const known = (value: number | null) => bins.map((bin) => ({ ...bin, stuckStreams: value }));
    expect(renderSeries(known(null), 80)).toContain('Stuck streams: not known');
    expect(renderSeries(known(0), 80)).toContain('Stuck streams: none at any time');
  });
});

describe('braillePlot', () => {
  const size = { columns: 4, rows: 1, from: 0, to: 7, maximum: 3, longestStep: 1 };
  const at = (...values: (number | null)[]) =>
    values.map((value, at) => ({ at, value, segment: at < 4 ? 'a' : 'b' }));

  it.each([
    { what: 'a rise', points: at(0, 1, 2, 3), plot: '⡠⠊  ' },
    { what: 'a gap', points: at(0, null, 0, 0), plot: '⡀⣀  ' },
    { what: 'a fall at a restart as two lines', points: at(3, 3, 3, 3, 0, 0, 0, 0), plot: '⠉⠉⣀⣀' },
    { what: 'a fall without a restart as one', points: at(3, 3, 0, 0), plot: '⠙⣄  ' },
    { what: 'nothing', points: at(null, null), plot: '    ' },
  ])('draws $what', ({ points, plot }) => {
    expect(braillePlot(points, size, null)).toEqual([plot]);
  });

  it('draws a limit as dots', () => {
    expect(braillePlot([], size, 3)).toEqual(['⠁ ⠁ ']);
    expect(braillePlot([], size, 4)).toEqual(['    ']);
  });
});
