import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseSamples } from '../../../lambdas/domain/records/archive.ts';
import { writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

describe('auditor audit', () => {
  it('prints one sample a line as JSON, and answers 1 since one replayed host leaks', async () => {
    const { stdout, stderr, status } = await auditor(['audit', '--replay', '--json']);
    const { records: samples, issues } = parseSamples(stdout, 'stdout');
    expect({ status, stderr, issues }).toEqual({ status: 1, stderr: '', issues: [] });
    const stuck = samples.flatMap((sample) =>
      sample.outcome === 'sampled' && sample.processes[0]?.streams.stuck
        ? [[sample.name, sample.processes[0].streams.stuck]]
        : [],
    );
    expect(stuck).toEqual([['rec-v2.8.0', 300]]);
    expect(new Set(samples.map(({ runAt }) => runAt)).size).toBe(1);
    const judgements = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).judgement);
    const leaking = judgements.find(({ verdict }) => verdict === 'suspected');
    expect(leaking).toMatchObject({
      outcome: 'findings',
      findings: [
        { code: 'stuck-streams', count: 300 },
        { code: 'dead-sockets', count: 600 },
        { code: 'known-leaks', release: '2.8.0-fdd8154ed' },
      ],
      unread: [],
      releases: [{ release: '2.8.0-fdd8154ed', upgradeTo: expect.stringMatching(/^2\.8\.\d+$/) }],
    });
    expect(leaking.summary).toMatch(/^2\.8\.0: \d+ known leaks \(HAPX-0001, …\), run 2\.8\.\d+; /);
  });

  it('prints samples that score, explain and report read', async () => {
    const { stdout } = await auditor(['audit', '--replay', '--json']);
    const folder = writeArchive({ 'samples.ndjson': stdout });
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(await auditor(['score', folder])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('1 suspected'),
    });
    const explained = await auditor(['explain', 'rec-v2.8.0', '--from', folder]);
    expect(explained).toMatchObject({ status: 0, stdout: expect.stringContaining('HAPX-0001') });
    const report = await auditor(['report', '--from', folder, '--out', join(folder, 'out')]);
    expect(report).toMatchObject({ status: 0, stdout: expect.stringContaining('1 host suspected') });
  });

  it('prints samples that are read as people print them, too', async () => {
    const { stdout } = await auditor(['audit', '--replay', '--json']);
    const samples = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const folder = writeArchive({
      'one.json': JSON.stringify(samples[0], null, 2),
      'all.json': JSON.stringify(samples, null, 2),
    });
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const assessed = await auditor(['score', join(folder, 'all.json'), '--json']);
    expect(JSON.parse(assessed.stdout).hosts).toHaveLength(samples.length);
    // Of one host nobody need say which.
    const explained = await auditor(['explain', '--from', join(folder, 'one.json')]);
    expect(explained).toMatchObject({ status: 0, stderr: '' });
    expect(explained.stdout).toMatch(/^rec-v2\.4\.0\n/);
  });

  it('ends in the verdict of the fleet, in one line', async () => {
    const { stdout } = await auditor(['audit', '--replay']);
    expect(stdout).toMatch(/\n6 hosts: stuck streams on 1, dead sockets on 1, known leaks on \d\n$/);
  });

  it('prints a table without colours into a pipe, and answers 0 where it is told to', async () => {
    const { stdout, status } = await auditor(['audit', '--replay', '--exit-zero']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/rec-v2\.8\.0 +2\.8\.0-fdd8154ed +325 +325 +300 +600 +92 MiB +6\.1%/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('auditor', () => {
  it.each([
    { words: ['--help'], status: 0, says: /audit[\s\S]*probe[\s\S]*advise/ },
    { words: ['audit', '--help'], status: 0, says: /--json/ },
    { words: ['audit', '--colour'], status: 2, says: /unknown option '--colour'/ },
    { words: ['audti'], status: 2, says: /unknown command 'audti'/ },
    { words: ['audit', 'more'], status: 2, says: /too many arguments/ },
    { words: ['audit', '--bucket', 'archive'], status: 2, says: /^error: --bucket needs --aws$/m },
    { words: ['audit', '--replay', '--outputs', 'package.json'], status: 2, says: /--outputs needs --aws/ },
    { words: ['audit', '--aws', '--replay'], status: 2, says: /--aws and --replay exclude each other/ },
  ])('answers $words with exit code $status', async ({ words, status, says }) => {
    const result = await auditor(words);
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toMatch(says);
  });
});
