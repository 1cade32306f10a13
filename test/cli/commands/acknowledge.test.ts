import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { directClientConfig } from '../../../infra/local/aws/client-config.ts';
import { printAcknowledgement } from '../../../lambdas/aws/s3-acknowledgements.ts';
import { putAssessment } from '../../../lambdas/aws/s3-assessments.ts';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import { anAssessedHost } from '../../domain/an-assessed-host.ts';
import { BUCKET, setClocks } from '../../infra/local/aws/fleet.ts';
import { assessment } from '../../report/assessed.ts';
import { END, FLEET, LEAKING, textOf, writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';
import { inStackFolder, OUTPUTS, start } from './knowledge-bucket.ts';

const FOLDER = 'acknowledgements/account=111122223333/region=eu-west-1/';
const shown = (...kinds: LeakKind[]) => kinds.map((kind) => ({ kind, probability: 0.99, witness: '' }));
const ADD = ['--reason', 'replaced in January', '--until', '2027-01-31', ...OUTPUTS];

describe('auditor acknowledge, in the deployed bucket', () => {
  inStackFolder();

  /** A bucket that was scored, and the words of a person. */
  async function scored() {
    const started = await start();
    const s3 = new S3Client(directClientConfig(started.endpoint));
    setClocks({ s3 }, new Date());
    const hosts = [
      anAssessedHost('i-1', { name: 'edge-1', kinds: shown('stuck-streams', 'dead-sockets') }),
      anAssessedHost('i-2', { name: 'edge-2', kinds: shown('stuck-streams', 'old-workers') }),
      anAssessedHost('i-3', { name: 'edge-3', verdict: 'healthy', kinds: [] }),
    ];
    const place = { accountId: '111122223333', region: 'eu-west-1' };
    await putAssessment({ s3, bucket: BUCKET, ...place }, assessment(hosts));
    const json = async (...words: string[]) => {
      const { stdout, status, stderr } = await auditor(['acknowledge', ...words, '--json']);
      return { status, stderr, ...(stdout === '' ? {} : JSON.parse(stdout)) };
    };
    return { ...started, json };
  }

  it('accepts what the host shows now, names who accepted it, and says what that is', async () => {
    const { json, text } = await scored();
    const added = await json('add', 'edge-1', ...ADD);
    expect(added).toMatchObject({
      status: 0,
      acknowledgement: {
        target: 'edge-1',
        kinds: ['stuck-streams', 'dead-sockets'],
        reason: 'replaced in January',
        by: 'arn:aws:iam::111122223333:user/auditor',
        until: '2027-01-31T00:00:00Z',
      },
      hosts: ['i-1'],
    });
    expect(text(`${FOLDER}${added.id}.json`)).toBe(printAcknowledgement(added.acknowledgement).text);
  });

  it.each([
    { words: ['edge-*'], kinds: ['stuck-streams', 'dead-sockets', 'old-workers'], hosts: 3 },
    { words: ['role:edge', '--kind', 'memory,descriptors'], kinds: ['memory', 'descriptors'], hosts: 3 },
    { words: ['edge-3', '--kind', 'memory'], kinds: ['memory'], hosts: 1 },
    { words: ['edge-9', '--any-kind'], kinds: undefined, hosts: 0 },
  ])('accepts $words', async ({ words, kinds, hosts }) => {
    const { json } = await scored();
    const added = await json('add', ...words, '--by', 'ada', ...ADD);
    expect(added.acknowledgement.kinds).toEqual(kinds && expect.arrayContaining(kinds));
    expect(added.acknowledgement.by).toBe('ada');
    expect(added.hosts).toHaveLength(hosts);
  });

  it('says which findings stay open', async () => {
    await scored();
    const { stdout } = await auditor([
      'acknowledge',
      'add',
      'edge-*',
      '--kind',
      'stuck-streams,dead-sockets',
      ...ADD,
    ]);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('it names 3 hosts, 2 of them with a finding. It accepts the finding of edge-1.');
    expect(text).toContain(
      'Still open, since they show another kind of leak too: edge-2 (old workers that never end).',
    );
    expect(text).toMatch(/acknowledge withdraw [0-9a-f]{16} --outputs outputs\.json/);
  });

  it.each([
    { words: ['edge-3', ...ADD], says: /nothing that "edge-3" names leaks at present/ },
    {
      words: ['egde-1', ...ADD],
      says: /no host of the last assessment is named by "egde-1": .* Did you mean edge-1/,
    },
    { words: ['*', '--any-kind', ...ADD], says: /target: expected more than `\*`/ },
    { words: ['edge-1', '--kind', 'moods', ...ADD], says: /no kind "moods"; there are stuck-streams/ },
    { words: ['edge-1', '--kind', 'memory', '--any-kind', ...ADD], says: /contradict/ },
    { words: ['edge-1', '--reason', '', '--until', '2027-01-31', ...OUTPUTS], says: /reason: Too small/ },
    { words: ['edge-1', '--reason', 'x', '--until', '2026-01-31', ...OUTPUTS], says: /is over/ },
    { words: ['edge-1', '--reason', 'x', '--until', '2029-01-31', ...OUTPUTS], says: /at most 366 days/ },
    { words: ['edge-1', '--until', '2027-01-31', ...OUTPUTS], says: /--reason/ },
    { words: ['edge-1', '--archive', '.', ...ADD], says: /--outputs: of no use beside --archive/ },
  ])('refuses $words and writes nothing', async ({ words, says }) => {
    const { endpoint } = await scored();
    const { stderr, status } = await auditor(['acknowledge', 'add', ...words]);
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
    expect([...(endpoint.objects(BUCKET)?.keys() ?? [])].filter((key) => key.startsWith('ack'))).toEqual([]);
  });

  it('lists what is in force, and withdraws one by the first digits of its id', async () => {
    const { json, text } = await scored();
    const { id } = await json('add', 'edge-1', ...ADD);
    await json('add', 'edge-2', ...ADD);
    const targets = async (...words: string[]) =>
      (await json('list', ...words, ...OUTPUTS)).acknowledgements.map(
        ({ target, state }: { target: string; state: string }) => `${target}: ${state}`,
      );
    expect((await targets()).sort()).toEqual(['edge-1: in-force', 'edge-2: in-force']);
    const withdrawn = ['withdraw', id.slice(0, 6), '--reason', 'upgraded', ...OUTPUTS];
    expect(await json(...withdrawn)).toMatchObject({ status: 0, id, outcome: 'withdrawn' });
    expect(JSON.parse(text(`${FOLDER}${id}.withdrawn.json`) ?? '')).toMatchObject({ id, reason: 'upgraded' });
    expect(await json(...withdrawn)).toMatchObject({ status: 0, id, outcome: 'withdrawn-before' });
    expect(await targets()).toEqual(['edge-2: in-force']);
    expect((await targets('--all')).sort()).toEqual(['edge-1: withdrawn', 'edge-2: in-force']);
    const { stdout } = await auditor(['acknowledge', 'list', ...OUTPUTS]);
    expect(stdout).toMatch(/^[0-9a-f]{16} {2}edge-2 {2}in force {2}2027-01-31$/m);
    expect(stdout).toContain('(arn:aws:iam::111122223333:user/auditor)');
    expect(stdout).toContain('1 more have ended or were withdrawn');
  });

  it('names what is no acknowledgement by file, line and field, and lists the others', async () => {
    const { json, put } = await scored();
    await json('add', 'edge-1', ...ADD);
    await put({ [`${FOLDER}0123456789abcdef.json`]: '{}', [`${FOLDER}notes.txt`]: 'x\u001b[2J' });
    const { acknowledgements, stderr } = await json('list', ...OUTPUTS);
    expect(acknowledgements).toHaveLength(1);
    expect(stderr).toContain(`s3://${BUCKET}/${FOLDER}0123456789abcdef.json:1: schema: Invalid input`);
    expect(stderr).toContain(`${FOLDER}notes.txt:1: not the name of an acknowledgement`);
  });

  it.each([
    { id: 'ffff', says: /no acknowledgement has the id "ffff"; there are none/ },
    { id: 'f', says: /no acknowledgement has the id "f"/ },
  ])('withdraws nothing for $id', async ({ id, says }) => {
    await scored();
    const { stderr, status } = await auditor(['acknowledge', 'withdraw', id, ...OUTPUTS]);
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
  });

  it('asks S3 for nothing but objects and their list', async () => {
    const { json, endpoint } = await scored();
    const before = endpoint.calls.length;
    const { id } = await json('add', 'edge-1', ...ADD);
    await json('list', ...OUTPUTS);
    await json('withdraw', id, ...OUTPUTS);
    const called = new Set(endpoint.calls.slice(before).map(({ operation }) => operation));
    expect([...called].sort()).toEqual(['GetCallerIdentity', 'GetObject', 'ListObjectsV2', 'PutObject']);
  });
});

describe('auditor acknowledge, in a copy of the bucket', () => {
  const folder = writeArchive({ 'samples/account=111122223333/region=eu-west-1/all.ndjson': textOf(FLEET) });
  afterAll(() => rmSync(folder, { recursive: true }));
  const scoredHost = async (...words: string[]) => {
    const { stdout, stderr } = await auditor(['score', folder, '--json', '--exit-zero', ...words]);
    const { hosts, acknowledgements } = JSON.parse(stdout);
    return { host: hosts[0], acknowledgements, stderr };
  };

  it('counts in the next score of the folder, and no longer once it is withdrawn; an earlier score stays what it was', async () => {
    const added = await auditor([
      'acknowledge',
      'add',
      'lb-leak*',
      '--reason',
      'x',
      '--until',
      '2027-06-30',
      '--json',
      '--archive',
      folder,
    ]);
    const { id } = JSON.parse(added.stdout);
    const { host, acknowledgements } = await scoredHost();
    expect(host).toMatchObject({ hostId: LEAKING, acknowledgement: { reason: 'x', ids: [id] } });
    expect(acknowledgements).toMatchObject([{ id, source: 'archive', state: 'in-force', hosts: 1 }]);
    expect((await scoredHost('--at', END)).host.acknowledgement).toBeNull();
    const planned = await auditor(['plan', '--from', folder, '--leaking']);
    expect(planned.stdout).toContain('lb-leaking: its finding is accepted until 2027-06-30: x');
    await auditor(['acknowledge', 'withdraw', id, '--archive', folder]);
    expect((await scoredHost()).host.acknowledgement).toBeNull();
    expect(readdirSync(join(folder, FOLDER))).toHaveLength(2);
  });

  it('that is broken accepts nothing and is named', async () => {
    const file = join(folder, FOLDER, '0123456789abcdef.json');
    writeFileSync(file, '{"target": "lb-*"}');
    const { host, stderr } = await scoredHost();
    expect(host.acknowledgement).toBeNull();
    expect(stderr).toContain(`${file}:1: schema: Invalid input`);
  });

  it('needs a folder that is there', async () => {
    const { stderr, status } = await auditor(['acknowledge', 'list', '--archive', '/no/such']);
    expect(stderr).toContain('"/no/such": no such folder');
    expect(status).toBe(2);
  });
});
