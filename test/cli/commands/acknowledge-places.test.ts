import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acknowledgementKey, printSamples, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import { hourly, writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

const HOME = { accountId: '111122223333', region: 'eu-west-1' };
const SPOKE = { accountId: '444455556666', region: 'us-east-1' };
const RUN = { runAt: '2026-10-20T00:00:00Z' };
/** The same host id and name in both, and both leak. */
const samples = (place: typeof HOME, seed: number) =>
  printSamples(hourly('linear', seed, 'i-twin', 'lb-twin').map((sample) => ({ ...sample, ...place })));
const files = Object.fromEntries(
  [HOME, SPOKE].map((place, index) => [
    samplesKey({ ...place, ...RUN }).replace(/\.gz$/, ''),
    samples(place, 2 + index),
  ]),
);
const add = (folder: string, target: string, ...words: string[]) =>
  auditor([
    'acknowledge',
    'add',
    target,
    '--reason',
    'x',
    '--until',
    '2027-06-30',
    '--archive',
    folder,
    ...words,
  ]);
const accepted = async (folder: string) => {
  const { stdout } = await auditor(['score', folder, '--json', '--exit-zero']);
  const { hosts } = JSON.parse(stdout) as { hosts: { accountId: string; acknowledgement: object | null }[] };
  return hosts
    .filter(({ acknowledgement }) => acknowledgement !== null)
    .map(({ accountId }) => accountId)
    .sort();
};

describe('auditor acknowledge, in a copy of a bucket with several accounts and regions', () => {
  it('accepts a host by its id in each, and says in which', async () => {
    const folder = writeArchive(files);
    const { stdout } = await add(folder, 'i-twin');
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/the finding of lb-twin in \d+\/\S+, lb-twin in \d+\/\S+\./);
    for (const place of ['111122223333/eu-west-1', '444455556666/us-east-1'])
      expect(text).toContain(`lb-twin in ${place}`);
    expect(await accepted(folder)).toEqual([HOME.accountId, SPOKE.accountId]);
  });

  it('accepts one behind an account and region there alone, and withdraws it', async () => {
    const folder = writeArchive(files);
    const { stdout } = await add(folder, '444455556666/us-east-1/lb-twin', '--json');
    expect(await accepted(folder)).toEqual([SPOKE.accountId]);
    await auditor(['acknowledge', 'withdraw', JSON.parse(stdout).id, '--archive', folder]);
    expect(await accepted(folder)).toEqual([]);
  });

  it('keeps it where the hub of the fleet reads it', async () => {
    const hub = { accountId: '777788889999', region: 'eu-west-1' };
    const folder = writeArchive({
      ...files,
      'assessments/account=777788889999/region=eu-west-1/latest.json.gz': '',
    });
    const { id } = JSON.parse((await add(folder, 'lb-twin', '--json')).stdout);
    expect(existsSync(join(folder, acknowledgementKey(hub, id)))).toBe(true);
  });

  it.each([
    {
      target: '111122223333/us-east-1/lb-twin',
      meant: /Did you mean (?=.*111122223333\/eu-west-1\/lb-twin).*444455556666\/us-east-1\/lb-twin/,
    },
    { target: '444455556666/us-east-1/lb-twni', meant: /Did you mean 444455556666\/us-east-1\/lb-twin\?/ },
  ])('says what was likely meant by $target', async ({ target, meant }) => {
    const { stderr, status } = await add(writeArchive(files), target);
    expect(status).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(meant);
  });

  it('takes no folder of several fleets', async () => {
    const folder = writeArchive({
      ...files,
      [samplesKey({ ...HOME, ...RUN, fleetName: 'edge' }).replace(/\.gz$/, '')]: samples(HOME, 4),
    });
    const { stderr, status } = await add(folder, 'lb-twin');
    expect(stderr).toContain('has samples of several fleets');
    expect(status).toBe(2);
  });
});
