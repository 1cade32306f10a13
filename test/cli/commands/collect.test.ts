import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RECORDINGS } from '../../../infra/local/hosts/replayed-hosts.ts';
import { parseSamples } from '../../../lambdas/domain/records/archive.ts';
import { writeArchive } from '../archives.ts';
import { auditor, auditorProcess } from '../auditor.ts';

const printed = RECORDINGS.find(({ name }) => name === 'v2.8.0')?.line ?? '';
const folder = writeArchive({
  printed: `${printed}\n`,
  empty: '',
  'not-utf8': Buffer.from([0xff, 0xfe, 0x0a]),
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);
const collect = (...words: string[]) => auditor(['collect', ...words]);

describe('auditor collect', () => {
  it('prints a sample of what a probe printed elsewhere, under the name that it is given', async () => {
    const words = [
      '--host',
      'lb-1',
      '--role',
      'edge',
      '--region',
      'fra',
      '--zone',
      'r7',
      '--account',
      'shop',
    ];
    const { stdout, stderr, status } = await collect('-', ...words, '--probe-output', file('printed'));
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const { records, issues } = parseSamples(stdout, 'stdout');
    expect(issues).toEqual([]);
    expect(records).toMatchObject([
      {
        hostId: 'lb-1',
        role: 'edge',
        region: 'fra',
        availabilityZone: 'r7',
        accountId: 'shop',
        outcome: 'sampled',
        name: null,
      },
    ]);
  });

  it('keeps a sample of each period, and says nothing into a pipe, as cron likes it', async () => {
    const words = [file('kept'), '--host', 'lb-1', '--every', '60', '--probe-output', file('printed')];
    expect(await collect(...words)).toEqual({ stdout: '', stderr: '', status: 0 });
    const { stdout } = await collect(...words, '--json');
    const kept = JSON.parse(stdout);
    expect(kept).toMatchObject({
      hostId: 'lb-1',
      outcome: 'sampled',
      runAt: expect.stringMatching(/:00:00Z$/),
    });
    expect(kept.file).toMatch(/samples\/account=none\/region=none\/date=\d{4}-\d\d-\d\d\/lb-1\.ndjson$/);
    const { records } = parseSamples(readFileSync(kept.file, 'utf8'), kept.file);
    // The second run is of the next hour where the clock strikes between them.
    expect(records.length).toBeLessThanOrEqual(2);
  });

  it('makes a folder that score and explain read', async () => {
    for (const host of ['lb-1', 'lb-2'])
      await collect(file('fleet'), '--host', host, '--role', 'edge', '--probe-output', file('printed'));
    expect(await auditor(['score', file('fleet')])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('2 suspected'),
    });
    expect((await auditor(['explain', 'lb-2', '--from', file('fleet')])).stdout).toContain(
      'cohort edge/2.8.0',
    );
  });

  it('reads what a probe printed from stdin', () => {
    const words = ['collect', '-', '--host', 'lb-1', '--probe-output', '-'];
    const { stdout, status } = auditorProcess(words, { input: `${printed}\n` });
    expect(status).toBe(0);
    expect(parseSamples(stdout, 'stdout').records).toMatchObject([{ hostId: 'lb-1', outcome: 'sampled' }]);
  });

  it.each([
    { of: 'nothing', from: 'empty', reason: 'NoOutput' },
    { of: 'bytes', from: 'not-utf8', reason: 'NoJsonLine' },
  ])('keeps of a host that prints $of that it is malformed, and answers 4', async ({ from, reason }) => {
    const { stdout, stderr, status } = await collect('-', '--host', 'lb-1', '--probe-output', file(from));
    expect(status).toBe(4);
    expect(stderr).toContain(`(${reason})`);
    expect(parseSamples(stdout, 'stdout').records).toMatchObject([
      { hostId: 'lb-1', outcome: 'malformed', reason },
    ]);
  });

  it('does not read on where a host prints on and on', async () => {
    writeFileSync(file('endless'), `${'x'.repeat(70_000)}\n${printed}\n`);
    const { stdout, status } = await collect('-', '--host', 'lb-1', '--probe-output', file('endless'));
    expect(status).toBe(4);
    expect(stdout.length).toBeLessThan(1_000);
  });

  it.each([
    { words: ['-', '--probe-output', '-'], says: '--probe-output needs --host' },
    { words: ['-', '--host', '../../etc'], says: 'Expected are letters' },
    { words: ['-', '--host', 'a', '--role', 'edge/1'], says: 'Expected are letters' },
    { words: ['-', '--host', 'a', '--every', '7'], says: 'Expected is one of 5, 6, 10, 12, 15, 20, 30, 60' },
    { words: [], says: "missing required argument 'folder'" },
  ])('answers 2 to $words', async ({ words, says }) => {
    const { stdout, stderr, status } = await collect(...words);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(says);
  });

  it('says which file it can not read', async () => {
    const { stderr, status } = await collect('-', '--host', 'a', '--probe-output', file('none'));
    expect({ stderr, status }).toEqual({
      stderr: `error: ENOENT: no such file or directory, open '${file('none')}'\n`,
      status: 4,
    });
  });
});
