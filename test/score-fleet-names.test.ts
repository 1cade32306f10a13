import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import { expect, it } from 'vitest';
import { scoreFleet } from '../lambdas/score-fleet/handler.ts';
import { SCORE_ENV, SCORED_AT, startHub } from './several-places.ts';
import { attemptAt } from './telling.ts';

const DUE = { scheduledAt: SCORED_AT.toISOString() };
const attempt = attemptAt(() => SCORED_AT);
const detailsOf = (hub: ReturnType<typeof startHub>) =>
  hub.endpoint.events().map(({ detail }) => JSON.parse(JSON.stringify(detail)));

it('names accounts as the organization does, in events and digest, and keeps the names in the archive', async () => {
  const hub = startHub();
  const send = async ({ input }: { input: { AccountId: string } }) => ({
    Account: { Name: `team <x${input.AccountId.slice(0, 4)}>` },
  });
  const organizations = { send } as unknown as OrganizationsClient;
  const result = await scoreFleet({ ...hub.clients, organizations }, SCORE_ENV, DUE, attempt);
  expect(result.accountNamesProblem).toBeUndefined();
  const found = detailsOf(hub).filter(({ host }) => host !== undefined);
  expect(found.length).toBeGreaterThan(0);
  for (const { host, accountName, text } of found) {
    expect(accountName).toBe(`team /x${host.accountId.slice(0, 4)}/`);
    expect(text.headline).toContain(`, ${accountName} ${host.accountId}/${host.region})`);
  }
  const digest = detailsOf(hub).find(({ subject }) => subject !== undefined);
  expect(digest.subject).toMatch(/^HAProxy 3 accounts: /);
  expect(digest.text).toContain('team /x1111/ 111122223333/eu-west-1)');
  const [key = ''] = hub.keys('accounts/');
  expect(JSON.parse(hub.read(key) ?? '').accounts).toHaveProperty('333344445555.name', 'team <x3333>');
});

it('tells findings by the ids of accounts where the organization refuses, and says so once', async () => {
  const hub = startHub();
  const send = async () => {
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  };
  const organizations = { send } as unknown as OrganizationsClient;
  const result = await scoreFleet({ ...hub.clients, organizations }, SCORE_ENV, DUE, attempt);
  expect(result).toMatchObject({ accountNamesProblem: 'AccessDeniedException' });
  const [found] = detailsOf(hub).filter(({ host }) => host !== undefined);
  expect(found).not.toHaveProperty('accountName');
  expect(found.text.headline).toContain(`, ${found.host.accountId}/${found.host.region})`);
  expect(hub.keys('accounts/')).toEqual([]);
});
