import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../files.ts';
import { FLEET, removedArchives, textOf } from '../archives.ts';
import { auditor } from '../auditor.ts';

const archive = removedArchives();

const MINIMAL = { schema: 1, runAt: '2026-11-22T16:05:00Z', hostId: 'lb-7', outcome: 'sampled' };
const line = (sample: object): string => `${JSON.stringify({ ...MINIMAL, ...sample })}\n`;
const validated = (content: string, ...options: string[]) =>
  auditor(['validate', '--samples', archive({ 'a.ndjson': content }), ...options]);

describe('auditor validate --samples', () => {
  it.each([
    { what: 'four keys', sample: {} },
    { what: 'groups that are null', sample: { kernel: null, tcp: null, processes: null, notes: null } },
    {
      what: 'groups of a process that are null or missing',
      sample: { processes: [{ state: 'running', pools: null, streams: { stuckOlderThan: null } }] },
    },
    { what: 'a source of its own', sample: { source: 'collectd', accountId: 'none' } },
  ])('finds $what valid', async ({ sample }) => {
    const { status, stdout } = await validated(line(sample));
    expect(stdout).toContain('1 sample of 1 host in 1 run');
    expect(stdout).toMatch(/: valid\n/);
    expect(status).toBe(0);
  });

  it.each([
    {
      what: 'a text where a number belongs',
      sample: { tcp: { memoryPages: '9' } },
      says: 'tcp.memoryPages: ',
    },
    {
      what: 'a negative count',
      sample: { processes: [{ openFiles: -1 }] },
      says: 'processes[0].openFiles: ',
    },
    { what: 'another schema', sample: { schema: 2 }, says: ':1: schema: ' },
    { what: 'no host', sample: { hostId: '' }, says: ':1: hostId: ' },
    { what: 'a reason that is missing', sample: { outcome: 'unreachable' }, says: ':1: reason: ' },
  ])('answers 2 to $what, with file, line and path', async ({ sample, says }) => {
    const { status, stdout } = await validated(line(sample));
    expect(stdout.replaceAll('\n', ' ')).toContain(says);
    expect(stdout).toMatch(/: not valid\n/);
    expect(status).toBe(2);
  });

  it('warns of keys that the format does not have, and counts the samples that have them', async () => {
    const content =
      line({ tcp: { memory_pages: 9 } }) + line({ processes: [{ conections: 3 }, { conections: 4 }] });
    const { status, stdout } = await validated(content + content);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /warning: tcp\.memory_pages: the format has no such key, so it is not read; in 2 samples, first \S+a\.ndjson:1 /,
    );
    expect(stdout.replaceAll('\n', ' ')).toMatch(/processes\[\]\.conections: .* in 2 samples, first \S+:2 /);
    expect(status).toBe(1);
    expect((await validated(content, '--exit-zero')).status).toBe(0);
  });

  it('warns of runs that are yet to come', async () => {
    const { status, stdout } = await validated(line({ runAt: '2999-01-01T00:00:00Z' }));
    expect(stdout).toContain('warning: 1 sample of runs later than now');
    expect(status).toBe(1);
  });

  it('says how many samples know a reading, and what can not be told without the others', async () => {
    const worker = { state: 'running', version: '2.8.11' };
    const { stdout } = await validated(line({ processes: [worker] }) + line({ hostId: 'lb-8' }));
    expect(stdout).toMatch(/^HAProxy release +50%$/m);
    expect(stdout).toMatch(/^TCP memory +0% {2}without it, growth of TCP memory is not seen$/m);
  });

  it('finds what the simulated hosts say valid', async () => {
    const { status, stdout } = await auditor([
      'validate',
      '--samples',
      archive({ 'a.ndjson.gz': gzipSync(textOf(FLEET)) }),
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain(`${FLEET.length.toLocaleString('en')} samples of 3 hosts`);
    // One of the three runs the probe of before, which does not count sockets by state.
    expect(stdout.match(/without it/g)).toHaveLength(1);
  });

  it('prints JSON for programs', async () => {
    const { stdout, status } = await validated(`${line({})}nonsense\n`, '--json');
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      samples: 1,
      issueCount: 1,
      issues: [{ line: 2, message: 'not JSON' }],
      readings: expect.arrayContaining([{ reading: 'TCP memory', share: 0 }]),
    });
  });

  it.each(['/nowhere', archive({ 'a.txt': 'hello' })])(
    'answers 2 to %s, where no samples are',
    async (path) => {
      const { status, stderr } = await auditor(['validate', '--samples', path]);
      expect(status).toBe(2);
      expect(stderr).toContain('no file of samples');
    },
  );

  it('finds the examples of the documentation valid', async () => {
    const page = readFileSync(join(repositoryRoot, 'docs/archive.md'), 'utf8');
    const samples = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, json = '']) => JSON.parse(json));
    expect(samples.map(({ outcome }) => outcome)).toEqual(['sampled', 'unreachable']);
    const { status } = await validated(samples.map((sample) => line(sample)).join(''));
    expect(status).toBe(0);
  });
});
