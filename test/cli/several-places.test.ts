import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { accountNamesKey, printSamples } from '../../lambdas/domain/records/archive.ts';
import { FLEET, hourly, LEAKING, writeArchive } from './archives.ts';
import { auditor } from './auditor.ts';

const HOME = { accountId: '111122223333', region: 'eu-west-1' };
const SPOKE = { accountId: '444455556666', region: 'us-east-1' };
const at = <T extends object>(samples: readonly T[], place: typeof HOME) =>
  samples.map((sample) => ({ ...sample, ...place }));
const samples = printSamples([...at(FLEET, HOME), ...at(hourly('linear', 5, 'i-spoke'), SPOKE)]);
const names = JSON.stringify({
  schema: 1,
  accounts: { [SPOKE.accountId]: { name: 'payments\u001b[2J', readAt: '2026-10-19T00:00:00Z' } },
});

describe('an archive of hosts in several accounts and regions', () => {
  const folder = writeArchive({
    'all.ndjson': samples,
    [accountNamesKey(HOME)]: gzipSync(names),
  });

  it.each([
    { command: ['score', folder, '--exit-zero'], says: /In payments\S* 444455556666\/us-east-1: lb-spoke\./ },
    {
      command: ['explain', 'i-spoke', '--from', folder],
      says: /i-spoke, payments\S* 444455556666\/us-east-1,/,
    },
    { command: ['explain', LEAKING, '--from', folder], says: /i-leaking, 111122223333\/eu-west-1,/ },
    { command: ['plan', '--from', folder], says: /In payments\S* 444455556666\/us-east-1/ },
  ])('is told with the names of accounts, as they may be printed: $command', async ({ command, says }) => {
    const { stdout } = await auditor(command);
    expect(stdout).toMatch(says);
    expect(stdout).not.toContain('\u001b[2J');
  });

  it.each(['no gzip', gzipSync('{"schema":2}')])(
    'is told by ids where the names can not be read',
    async (text) => {
      const unnamed = writeArchive({ 'all.ndjson': samples, [accountNamesKey(HOME)]: text });
      const { stdout } = await auditor(['score', unnamed, '--exit-zero']);
      expect(stdout).toContain('In 444455556666/us-east-1: lb-spoke.');
    },
  );
});
