import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderScore } from '../../../cli/text/score.ts';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { deriveBins } from '../../domain/all-bins.ts';
import { END, FLEET, LEAKING, removedArchives, textOf } from '../archives.ts';
import { auditor, auditorProcess } from '../auditor.ts';

const archive = removedArchives();

const HEALTHY = FLEET.filter(({ hostId }) => hostId !== LEAKING);
const plain = archive({ 'all.ndjson': textOf(FLEET) });
const healthy = archive({ 'all.ndjson': textOf(HEALTHY) });
const acknowledged = (text: string): string => join(archive({ 'accepted.json': text }), 'accepted.json');
const FIRST_DAY = FLEET.filter(({ runAt }) => runAt < '2026-10-06');
const unreachable = HEALTHY.map((sample): Sample => {
  const { schema, runAt, hostId, accountId, region, availabilityZone, role, name } = sample;
  if (hostId !== 'i-steady-3' || runAt < '2026-10-18') return sample;
  const run = { schema, runAt, hostId, accountId, region, availabilityZone, role, name };
  return { ...run, outcome: 'unreachable', reason: 'DeliveryTimedOut' };
});

const healthyDay = FIRST_DAY.filter(({ hostId }) => HEALTHY.some((sample) => sample.hostId === hostId));

describe('auditor score', () => {
  it.each([
    { what: 'a host that leaks', files: { 'a.ndjson': textOf(FLEET) }, options: [], status: 1 },
    { what: 'the same, told so', files: { 'a.ndjson': textOf(FLEET) }, options: ['--exit-zero'], status: 0 },
    { what: 'healthy hosts', files: { 'a.ndjson': textOf(HEALTHY) }, options: [], status: 0 },
    {
      what: 'streams stuck for longer than the day',
      files: { 'a.ndjson': textOf(FIRST_DAY) },
      options: [],
      status: 1,
    },
    { what: 'a day alone', files: { 'a.ndjson': textOf(healthyDay) }, options: [], status: 3 },
    { what: 'half of the hosts silent', files: { 'a.ndjson': textOf(unreachable) }, options: [], status: 3 },
    { what: 'a folder without samples', files: { 'a.txt': 'hello' }, options: [], status: 2 },
    { what: 'a file without samples', files: { 'a.ndjson': '\n' }, options: [], status: 2 },
  ])('answers $status for $what', async ({ files, options, status }) => {
    expect((await auditor(['score', archive(files), ...options])).status).toBe(status);
  });

  it.each([
    { format: 'sarif', begins: '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json"' },
    { format: 'junit', begins: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ' },
    { format: 'prometheus', begins: '# HELP haproxy_auditor_assessment_timestamp_seconds ' },
  ])('prints $format for another program, and answers as it does a person', async ({ format, begins }) => {
    const leaks = await auditor(['score', plain, '--format', format]);
    expect(leaks).toMatchObject({ status: 1, stderr: '' });
    expect(leaks.stdout.startsWith(begins)).toBe(true);
    expect(leaks.stdout).toContain(LEAKING);
    expect((await auditor(['score', healthy, '--format', format])).status).toBe(0);
    expect((await auditor(['score', plain, '--format', format, '--exit-zero'])).status).toBe(0);
  });

  it('prints the same by --json and by --format json, and refuses both', async () => {
    const json = await auditor(['score', plain, '--json']);
    expect(await auditor(['score', plain, '--format', 'json'])).toEqual(json);
    const both = await auditor(['score', plain, '--json', '--format', 'sarif']);
    expect(both).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('exclude each other'),
    });
    const unknown = await auditor(['score', plain, '--format', 'yaml']);
    expect(unknown).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('json, sarif, junit, prometheus'),
    });
  });

  it('judges each host as the Lambda would from the same bins', async () => {
    const { stdout, stderr } = await auditor(['score', plain, '--json']);
    const printed = Assessment.parse(JSON.parse(stdout));
    const expected = assessFleet(deriveBins(FLEET), { at: new Date(END), knowledge, before: null });
    expect(stderr).toBe('');
    expect(printed.assessedAt).toBe(END);
    expect(printed.hosts).toEqual(JSON.parse(JSON.stringify(expected.hosts)));
    expect(printed.hosts[0]).toMatchObject({ hostId: LEAKING, verdict: 'leaking' });
  });

  it('prints the same bytes for any order, compression, folders and repetition', async () => {
    const expected = (await auditor(['score', plain, '--json'])).stdout;
    const byDay = Object.fromEntries(
      [...Map.groupBy(FLEET, ({ runAt }) => runAt.slice(0, 10))].map(([date, samples]) => [
        `samples/date=${date}/x.ndjson.gz`,
        gzipSync(textOf(samples)),
      ]),
    );
    const twice = archive({
      'z.ndjson': textOf(FLEET.filter((_, index) => index % 2 === 0).reverse()),
      'a/b.ndjson': textOf(FLEET.filter((_, index) => index % 3 !== 1)),
      'a/c.ndjson.gz': gzipSync(textOf(FLEET.filter((_, index) => index % 2 === 1).reverse())),
      // A copy of the bucket has these beside the samples.
      'bins/account=1/region=x/date=2026-10-05/15.ndjson.gz': gzipSync('{"schema":1,"binAt":"…"}\n'),
    });
    for (const paths of [[archive(byDay)], [twice], [plain, join(plain, 'all.ndjson')]]) {
      const { stdout, stderr } = await auditor(['score', ...paths, '--json']);
      expect(stderr).toBe('');
      expect(stdout === expected).toBe(true);
    }
    expect(auditorProcess(['score', '-', '--json'], { input: textOf(FLEET) }).stdout === expected).toBe(true);
  });

  it('looks back from the newest three hours that are complete, or from where it is told to', async () => {
    const until = (runAt: string) => textOf(FLEET.filter((sample) => sample.runAt <= runAt));
    const at = async (files: Record<string, string>, ...options: string[]) =>
      JSON.parse((await auditor(['score', archive(files), '--json', ...options])).stdout).assessedAt;
    expect(await at({ 'a.ndjson': until('2026-10-18T16:00:00Z') })).toBe('2026-10-18T15:00:00Z');
    expect(await at({ 'a.ndjson': until('2026-10-18T17:00:00Z') })).toBe('2026-10-18T18:00:00Z');
    expect(await at({ 'a.ndjson': textOf(FLEET) }, '--at', '2026-10-12')).toBe('2026-10-12T00:00:00Z');
  });

  it('says whose clock is wrong where samples are later than now, but not of an instant that was asked for', async () => {
    const later = FLEET.filter(({ hostId }) => hostId === LEAKING).map((sample) => {
      const { runAt, sampledAt } = { sampledAt: null, ...sample };
      const of = (instant: string) => instant.replace('2026-', '2126-');
      return { ...sample, runAt: of(runAt), ...(sampledAt === null ? {} : { sampledAt: of(sampledAt) }) };
    });
    const files = archive({
      'a.ndjson': textOf([...FLEET.filter(({ hostId }) => hostId !== LEAKING), ...later]),
    });
    const { stderr } = await auditor(['score', files, '--exit-zero']);
    expect(stderr).toMatch(/^remark: Samples of \S*i-leaking are later than now\. .* 2126-10-20/m);
    expect((await auditor(['score', files, '--at', END, '--exit-zero'])).stderr).not.toContain('remark');
  });

  it('names lines that are no samples, the first 20 and how many, and loses nothing else', async () => {
    // Longer than what is read at once.
    const lines = textOf([...FLEET, ...FLEET, ...FLEET])
      .trimEnd()
      .split('\n');
    const bad = [...lines.slice(0, 2), '{"schema":2', ...lines.slice(2), ...Array(30).fill('\u001b[31m')];
    const folder = archive({ 'a.ndjson': bad.join('\n') });
    const { stdout, stderr } = await auditor(['score', folder, '--json']);
    const said = stderr.trimEnd().split('\n');
    expect(stdout === (await auditor(['score', plain, '--json'])).stdout).toBe(true);
    expect(said[0]).toBe(`${join(folder, 'a.ndjson')}:3: not JSON`);
    expect(said[1]).toBe(`${join(folder, 'a.ndjson')}:${lines.length + 2}: not JSON`);
    expect(said).toHaveLength(21);
    expect(said[20]).toBe("11 more, 31 in all can't be read and are left out");
    const wrong = archive({ 'b.ndjson': textOf(HEALTHY).replace('"runAt":"', '"runAt":"on ') });
    expect((await auditor(['score', wrong])).stderr).toMatch(/b\.ndjson:1: runAt: Invalid ISO datetime/);
  });

  it('keeps what a broken archive file still holds, and says where it ends', async () => {
    const whole = gzipSync(textOf(FLEET));
    const broken = whole.subarray(0, whole.length >> 1);
    const { stderr, status } = await auditor([
      'score',
      archive({ 'a.ndjson.gz': broken, 'b.ndjson': textOf(FLEET) }),
    ]);
    expect(stderr).toMatch(/a\.ndjson\.gz:\d+: unexpected end of file/);
    expect(status).toBe(1);
  });

  it.each([
    { words: ['/no/such'], says: /\/no\/such: there is no such file[\s\S]*give files of samples/ },
    { words: [healthy, '/no/such'], says: /\/no\/such/ },
    { words: [healthy, '--at', '2020-01-01'], says: /no sample in the 28 days before 2020-01-01T00:00:00Z/ },
    { words: [healthy, '--at', 'yesterday'], says: /2026-11-22T17:00:00Z, or a date/ },
    { words: [], says: /missing required argument 'path'/ },
    { words: [healthy, '--acknowledgements', '/no/such'], says: /"\/no\/such": it can not be read/ },
    { words: [healthy, '--acknowledgements', acknowledged('[{')], says: /not JSON/ },
    {
      words: [healthy, '--acknowledgements', acknowledged('[{"target":"x","until":"2027-01-01"}]')],
      says: /\[0\]\.reason: /,
    },
  ])('refuses $words', async ({ words, says }) => {
    const { stdout, stderr, status } = await auditor(['score', ...words]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(says);
  });

  it('shows the host that leaks first, its release, and the others in a line', async () => {
    const { stdout } = await auditor(['score', plain]);
    expect(stdout).toMatch(
      /^1 of 3 hosts leaks, 0 suspected, 0 unknown; 15 days observed until 2026-10-20\n00:00 UTC\./,
    );
    expect(stdout).toMatch(
      /^lb-leaking +\S+\/2\.\S+ +leaking +99\.\d% +\d+ \(\d+–\d+\) +[\d,]+ \([^)]+\) +\d+$/m,
    );
    expect(stdout).toMatch(/^2 healthy +nothing grows that should not$/m);
    expect(stdout).toContain(`explain lb-leaking --from ${plain}`);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('auditor score with accepted findings', () => {
  const accepted = { target: 'i-leaking', reason: 'replaced\u001b[2J soon', until: '2026-12-01T00:00:00Z' };
  const expired = { target: 'lb-steady-3', reason: 'was known', until: '2026-10-01T00:00:00Z' };
  const misspelt = { ...accepted, target: 'i-Leaking' };
  const file = acknowledged(JSON.stringify([accepted, expired, misspelt]));

  it('marks them, says why and until when, and names entries that do nothing', async () => {
    const { stdout, status } = await auditor(['score', plain, '--acknowledgements', file]);
    // Nothing is left that nobody has accepted.
    expect(status).toBe(0);
    expect(stdout).toMatch(/^lb-leaking +\S+ +leaking\* /m);
    expect(stdout).toContain('* lb-leaking: accepted until 2026-12-01 00:00 UTC: replaced?[2J soon');
    expect(stdout).toContain('The acknowledgement of lb-steady-3 has expired.');
    expect(stdout).toContain('The acknowledgement of i-Leaking matches no host.');
    expect(stdout).not.toMatch(/^1 host: upgrade to \S+ this month$/m);
  });

  it('prints the same as JSON for programs', async () => {
    const { acknowledgements, hosts } = JSON.parse(
      (await auditor(['score', plain, '--json', '--acknowledgements', file])).stdout,
    );
    expect(acknowledgements.map(({ state }: { state: string }) => state)).toEqual([
      'in-force',
      'expired',
      'unknown',
    ]);
    expect(hosts[0]).toMatchObject({ hostId: 'i-leaking', acknowledgement: { reason: accepted.reason } });
  });
});

describe('renderScore', () => {
  const assessment = assessFleet(deriveBins(FLEET), { at: new Date(END), knowledge, before: null });
  const [first, ...others] = assessment.hosts;
  if (!first) throw new Error('no host');
  const look = { columns: 80, paths: ['.'], left: 0 };

  it.each([60, 80, 115, 116, 200])('fits %i columns with long names', (columns) => {
    const long = { ...first, name: 'l'.repeat(60), cohort: `${'edge'.repeat(10)}/2.8.11` };
    const text = renderScore({ ...assessment, hosts: [long, ...others] }, { ...look, columns });
    // The command to go on with is to be copied whole.
    const lines = text.split('\n').filter((line) => !line.startsWith('Why, '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(columns, 80));
    expect(text).toContain('/2.8.11');
    expect(text.includes('WHAT TO DO')).toBe(columns >= 116);
  });

  it('shows ids of hosts that share a name, and no control character', () => {
    const twins = [
      first,
      { ...first, hostId: 'i-twin' },
      { ...first, hostId: 'i-c', name: 'a\u001b[2J\u202eb' },
    ];
    const text = renderScore({ ...assessment, hosts: twins }, look);
    expect(text).toMatch(/^i-leaking /m);
    expect(text).toMatch(/^i-twin /m);
    expect(text).toMatch(/^a\?\[2J\?b /m);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });

  it.each([
    {
      leaking: 3,
      leakProbability: 0.99,
      shown:
        'edge/2.8.11: 3 of 40 hosts leak; its memory changes by 2.1%/day of its level (95% CI 1.7%–2.6%)',
    },
    { leaking: 0, leakProbability: 0.55, shown: 'leaks there: 55%.' },
    { leaking: 1, leakProbability: 0.04, shown: null },
    { leaking: 1, leakProbability: null, shown: null },
  ])('says of a release with $leaking hosts leaking, at $leakProbability: $shown', ({ shown, ...known }) => {
    const growthPerDay = { estimate: 0.021, low: 0.017, high: 0.026 };
    const cohorts = [{ cohort: 'edge/2.8.11', hosts: 40, growthPerDay, beyondOthers: null, ...known }];
    const text = renderScore({ ...assessment, cohorts }, look).replaceAll('\n', ' ');
    if (shown === null) expect(text).not.toContain('of 40 hosts');
    else expect(text).toContain(shown);
  });

  it('says what to do of hosts that nobody accepted, the most urgent first, and which restart can not wait', () => {
    const advised = (urgency: 'now' | 'next-window', restartBy: string | null) => ({
      ...first,
      name: `lb-${restartBy?.slice(8, 10)}`,
      recommendation: { ...first.recommendation, to: '2.8.30', urgency, restartBy },
    });
    const hosts = [
      advised('next-window', null),
      advised('now', '2026-10-23T10:00:00Z'),
      advised('now', '2026-10-22T10:00:00Z'),
      {
        ...advised('now', '2026-10-21T10:00:00Z'),
        acknowledgement: { reason: 'known', until: '2026-12-01T00:00:00Z' },
      },
    ];
    const text = renderScore({ ...assessment, hosts }, { ...look, columns: 120 });
    expect(text).toContain(
      `2 hosts: upgrade to 2.8.30 now, or, if you can't upgrade, restart lb-22 before 2026-10-22 (may reach
its TCP memory limit as early as 2027-01-13)
1 host: upgrade to 2.8.30 at the next window`,
    );
    expect(text).toMatch(/^lb-22 .* upgrade to 2\.8\.30 now$/m);
  });

  it.each([
    { left: { estimate: 0, low: 0, high: 0 }, shown: / now / },
    { left: null, shown: / never / },
    { left: { estimate: 864_000, low: 432_000, high: null }, shown: / 10 \(5–∞\) / },
  ])('shows $left seconds to pressure as $shown', ({ left, shown }) => {
    const { nearestLimit: _, ...earlier } = first;
    const host = { ...earlier, secondsToPressure: left };
    expect(renderScore({ ...assessment, hosts: [host] }, look)).toMatch(shown);
  });
});
