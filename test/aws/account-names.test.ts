import { AccountNotFoundException, type OrganizationsClient } from '@aws-sdk/client-organizations';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { directClientConfig } from '../../infra/local/aws/client-config.ts';
import { readAccountNames } from '../../lambdas/aws/organizations-accounts.ts';
import { accountNamesKey } from '../../lambdas/domain/records/archive.ts';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { BUCKET, startEndpoint } from '../infra/local/aws/fleet.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const AT = new Date('2026-11-22T18:20:00Z');
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'] as const;

/** An organization with these accounts; others it does not have. An error is its answer to everything. */
function organization(names: Readonly<Record<string, string>> | Error) {
  const asked: string[] = [];
  const send = async ({ input }: { input: { AccountId: string } }) => {
    asked.push(input.AccountId);
    if (names instanceof Error) throw names;
    const Name = names[input.AccountId];
    if (Name === undefined) throw new AccountNotFoundException({ $metadata: {}, message: 'none' });
    return { Account: { Name } };
  };
  return { asked, client: { send } as unknown as OrganizationsClient };
}

const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

async function start() {
  const { endpoint } = await startEndpoint({ now: () => AT, clockSkewSeconds: 1e9 });
  const archive = { s3: new S3Client(directClientConfig(endpoint)), bucket: BUCKET, ...PLACE };
  const read = async (
    answers: Parameters<typeof organization>[0],
    ids: readonly (string | undefined)[],
    at = AT,
  ) => {
    const { client, asked } = organization(answers);
    const { names, problem } = await readAccountNames(client, archive, ids, at);
    return { names: Object.fromEntries(names), problem, asked };
  };
  return { read, archive };
}

describe('the names of accounts', () => {
  it('are asked for once an account, whichever hosts are in it, and not of hosts outside of AWS', async () => {
    const { read } = await start();
    const ids = [ACCOUNTS[0], ACCOUNTS[1], ACCOUNTS[0], 'none', undefined];
    expect(await read({ [ACCOUNTS[0]]: 'payments', [ACCOUNTS[1]]: 'web' }, ids)).toEqual({
      names: { [ACCOUNTS[0]]: 'payments', [ACCOUNTS[1]]: 'web' },
      problem: null,
      asked: [ACCOUNTS[0], ACCOUNTS[1]],
    });
  });

  it('are kept for a day, and only those of new accounts are asked for in it', async () => {
    const { read } = await start();
    await read({ [ACCOUNTS[0]]: 'payments' }, [ACCOUNTS[0]]);
    const later = await read(
      { [ACCOUNTS[1]]: 'web' },
      ACCOUNTS.slice(0, 2),
      new Date(AT.getTime() + DAY - 1),
    );
    expect(later.asked).toEqual([ACCOUNTS[1]]);
    expect(later.names).toEqual({ [ACCOUNTS[0]]: 'payments', [ACCOUNTS[1]]: 'web' });
    const renamed = await read({ [ACCOUNTS[0]]: 'pay' }, [ACCOUNTS[0]], new Date(AT.getTime() + DAY));
    expect(renamed.names).toEqual({ [ACCOUNTS[0]]: 'pay', [ACCOUNTS[1]]: 'web' });
  });

  it('are those read before where the account may not ask, which is asked again at the next scoring', async () => {
    const { read } = await start();
    await read({ [ACCOUNTS[0]]: 'payments' }, [ACCOUNTS[0]]);
    for (const _ of [1, 2]) {
      const { names, problem, asked } = await read(denied, ACCOUNTS);
      expect({ names, problem }).toEqual({
        names: { [ACCOUNTS[0]]: 'payments' },
        problem: 'AccessDeniedException',
      });
      expect(asked).toEqual([ACCOUNTS[1], ACCOUNTS[2]]);
    }
  });

  it('are asked for no further after an error: 200 accounts are not 200 refusals', async () => {
    const { read } = await start();
    const many = Array.from({ length: 200 }, (_, index) => String(100_000_000_000 + index));
    expect((await read(denied, many)).asked).toHaveLength(4);
  });

  it('lack an account that the organization does not have, which is no trouble', async () => {
    const { read } = await start();
    expect(await read({}, [ACCOUNTS[0]])).toEqual({ names: {}, problem: null, asked: [ACCOUNTS[0]] });
    expect((await read({}, [ACCOUNTS[0]])).asked).toEqual([]);
  });

  it.each(['no gzip', '{}'])('are read anew where what is kept can not be read: %s', async (text) => {
    const { read, archive } = await start();
    await archive.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: accountNamesKey(PLACE), Body: text }));
    expect((await read({ [ACCOUNTS[0]]: 'payments' }, [ACCOUNTS[0]])).names).toEqual({
      [ACCOUNTS[0]]: 'payments',
    });
  });
});
