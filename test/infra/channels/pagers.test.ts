import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../infra/local/aws/eventbridge.ts';
import { ALL_CHANNELS } from '../all-channels.ts';
import { deploy } from '../fleets/deployed-stack.ts';
import { deliver, type HttpCall, type Receiver } from './deliver.ts';
import { JIRA_ALERT_RULES, JIRA_CLOSING_RULES, jiraReceiver } from './jira-receiver.ts';
import { PAGER_DUTY_RULES, pagerDutyReceiver } from './pager-duty-receiver.ts';
import { brokenRules } from './published-rule.ts';
import { type Look, toldFindings } from './told-findings.ts';

const ACCOUNT = { accountId: '111122223333', region: 'eu-west-1' };
const SECRETS = {
  'haproxy-auditor/pagerduty': '0123456789abcdef0123456789abcdef',
  'haproxy-auditor/jira': '0a1b2c3d-4e5f-6789-abcd-ef0123456789',
};
const RUNBOOK = 'https://example.org/runbook.md';
const { pagerDuty, jiraServiceManagement } = ALL_CHANNELS;
const stackWith = (channels: object) => deploy({ channels, alarms: { runbookUrl: RUNBOOK } }, ACCOUNT);
const stack = stackWith({ pagerDuty, jiraServiceManagement });

/** Both pagers, behind the rules of the stack. */
function page(events: readonly StoredEvent[], of = stack) {
  const [duty, jira] = [pagerDutyReceiver(), jiraReceiver()];
  const receive: Receiver = (call) => (call.url.includes('pagerduty') ? duty.receive : jira.receive)(call);
  return { ...deliver(of, events, { secrets: SECRETS, receive }), duty, jira };
}

const callsOf = async (scorings: readonly (readonly Look[])[]) => page(await toldFindings(scorings)).calls;
const only = (calls: readonly HttpCall[], part: string): HttpCall => {
  const found = calls.find(({ url }) => url.includes(part));
  if (!found) throw new Error(`no call to ${part}`);
  return found;
};

describe('what pagers publish', () => {
  it.each(PAGER_DUTY_RULES)('is kept with PagerDuty, which refuses what does not: $quote', async (rule) => {
    const call = only(await callsOf([[{ hostId: 'i-1' }]]), 'pagerduty');
    const { receive, open } = pagerDutyReceiver();
    expect(receive(rule.breakIt(call))).toBe(400);
    expect(open.size).toBe(0);
    expect(receive(call)).toBe(202);
  });

  it.each(JIRA_ALERT_RULES)(
    'is kept with alerts of Jira Service Management, which refuses what does not: $quote',
    async (rule) => {
      const call = only(await callsOf([[{ hostId: 'i-1' }]]), 'atlassian');
      const { receive, open } = jiraReceiver();
      expect(receive(rule.breakIt(call))).toBe(422);
      expect(open.size).toBe(0);
      expect(receive(call)).toBe(202);
    },
  );

  it.each(JIRA_CLOSING_RULES)(
    'is kept with closings of Jira Service Management, which refuses what does not: $quote',
    async (rule) => {
      const call = only(await callsOf([[{ hostId: 'i-1' }], []]), '/close');
      expect(jiraReceiver().receive(rule.breakIt(call))).toBe(422);
      expect(jiraReceiver().receive(call)).toBe(202);
    },
  );
});

describe('a finding that calls for something now', () => {
  it('is one alert at each pager, with what to know and what to do', async () => {
    const { calls, duty, jira, undelivered } = page(
      await toldFindings([[{ hostId: 'i-0abc', name: 'edge-3' }]]),
    );
    expect(undelivered).toEqual([]);
    expect(duty.open).toEqual(
      new Map([
        [
          'haproxy-fleet-auditor.haproxy.i-0abc.leaking',
          'edge-3 leaks TCP memory, reaches its TCP memory limit in 9.2 days (7 or more)',
        ],
      ]),
    );
    expect(jira.open).toEqual(duty.open);
    const dashboard = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1';
    expect(JSON.parse(only(calls, 'pagerduty').body)).toEqual({
      routing_key: SECRETS['haproxy-auditor/pagerduty'],
      event_action: 'trigger',
      dedup_key: 'haproxy-fleet-auditor.haproxy.i-0abc.leaking',
      payload: {
        summary: 'edge-3 leaks TCP memory, reaches its TCP memory limit in 9.2 days (7 or more)',
        source: 'edge-3',
        severity: 'critical',
        timestamp: '2026-11-22T18:20:00Z',
        component: 'haproxy',
        group: 'haproxy',
        class: 'leak',
        custom_details: {
          host: 'edge-3 (i-0abc, edge/2.8.11, eu-west-1a) leaks TCP memory',
          evidence: expect.stringContaining('325 stuck streams'),
          'what to do': expect.stringContaining('upgrade to 2.8.16'),
        },
      },
      links: [
        { href: expect.stringContaining(dashboard), text: 'Dashboard' },
        { href: `${RUNBOOK}#a-host-leaks`, text: 'Runbook' },
      ],
      client: 'haproxy-fleet-auditor',
      client_url: expect.stringContaining(dashboard),
    });
    const alert = only(calls, 'atlassian');
    expect(alert.headers.Authorization).toBe(`GenieKey ${SECRETS['haproxy-auditor/jira']}`);
    expect(JSON.parse(alert.body)).toMatchObject({
      message: 'edge-3 leaks TCP memory, reaches its TCP memory limit in 9.2 days (7 or more)',
      alias: 'haproxy-fleet-auditor.haproxy.i-0abc.leaking',
      description: expect.stringMatching(
        /^edge-3 \(i-0abc, .*\) leaks TCP memory\.\nEvidence: .*\nWhat to do: .*\nDashboard: https:.*\nRunbook: https:/,
      ),
      entity: 'edge-3',
      priority: 'P1',
      tags: ['haproxy', 'haproxy'],
    });
  });

  it.each<{ of: string; scorings: Look[][]; calls: string[]; open: number }>([
    { of: 'can wait', scorings: [[{ hostId: 'i-1', urgency: 'this-week' }]], calls: [], open: 0 },
    { of: 'is a suspicion', scorings: [[{ hostId: 'i-1', verdict: 'suspected' }]], calls: [], open: 0 },
    {
      of: 'gets worse is told once it can not wait, and once',
      scorings: [
        [{ hostId: 'i-1', urgency: 'this-month' }],
        [{ hostId: 'i-1', urgency: 'now' }],
        [{ hostId: 'i-1', urgency: 'this-month' }],
        [{ hostId: 'i-1', urgency: 'now' }],
      ],
      calls: ['trigger'],
      open: 1,
    },
    {
      of: 'closes is resolved, though it was calmer by then',
      scorings: [[{ hostId: 'i-1' }], [{ hostId: 'i-1', urgency: 'this-month' }], []],
      calls: ['trigger', 'resolve'],
      open: 0,
    },
    {
      of: 'closes without ever having paged resolves nothing',
      scorings: [[{ hostId: 'i-1', urgency: 'this-week' }], []],
      calls: [],
      open: 0,
    },
    {
      of: 'comes back is another alert with the same key',
      scorings: [[{ hostId: 'i-1' }], [], [{ hostId: 'i-1' }]],
      calls: ['trigger', 'resolve', 'trigger'],
      open: 1,
    },
  ])('one that $of', async ({ scorings, calls, open }) => {
    const paged = page(await toldFindings(scorings));
    const actions = paged.calls.flatMap(({ url, body }) =>
      url.includes('pagerduty') ? [JSON.parse(body).event_action] : [],
    );
    expect(actions).toEqual(calls);
    expect([paged.duty.open.size, paged.jira.open.size]).toEqual([open, open]);
    expect([...paged.duty.broken, ...paged.jira.broken, ...paged.undelivered]).toEqual([]);
  });

  it('that is told twice, by a scoring that ran twice, stays one alert', async () => {
    const events = await toldFindings([[{ hostId: 'i-1' }]]);
    const { duty, jira } = page([...events, ...events]);
    expect([duty.open.size, jira.open.size]).toEqual([1, 1]);
  });

  it('of another fleet of the account is none of this one', async () => {
    const [event, ...others] = await toldFindings([[{ hostId: 'i-1' }]]);
    if (event === undefined) throw new Error('nothing was told');
    const foreign = { ...event, detail: { ...(event.detail as object), fleet: 'internal' } };
    expect(page([foreign, ...others]).calls).toEqual([]);
  });
});

describe('hosts with hostile names', () => {
  const NAMES = [
    '"}, "routing_key": "stolen',
    '\\',
    '\\", "severity": "info',
    'edge\n"event_action": "resolve"',
    '<detail-text-advice>',
    '<aws.events.event.json>',
    '{{resolve:secretsmanager:haproxy-auditor/jira:SecretString:::}}',
    '<!channel> <https://evil.example|log in>',
    '\u202e\u0000🔥',
    'x'.repeat(3_000),
    '',
    ' ',
  ];
  const events = () => toldFindings([NAMES.map((name, index) => ({ hostId: `i-${index}`, name })), []]);

  it('are alerts as any other: nothing breaks out of its text', async () => {
    const { calls, duty, jira, undelivered } = page(await events());
    expect([...duty.broken, ...jira.broken, ...undelivered]).toEqual([]);
    const triggers = calls.filter(({ body }) => JSON.parse(body).event_action === 'trigger');
    expect(triggers).toHaveLength(NAMES.length);
    for (const { body } of triggers) {
      expect(JSON.parse(body)).toMatchObject({
        routing_key: SECRETS['haproxy-auditor/pagerduty'],
        payload: { severity: 'critical' },
      });
    }
    expect([duty.open.size, jira.open.size]).toEqual([0, 0]);
    expect(calls.map(({ body }) => body).join()).not.toContain(SECRETS['haproxy-auditor/jira']);
  });

  it('would break a template, and be refused, where a field were as the host has it', async () => {
    const raw = (await events()).map((event) => {
      const detail = event.detail as { text: object; host: { name: string } };
      return { ...event, detail: { ...detail, text: { ...detail.text, host: detail.host.name } } };
    });
    const { undelivered, duty } = page(raw);
    expect(undelivered.length).toBeGreaterThan(0);
    expect(duty.broken).toContain('Bad Request - Check that the JSON is valid.');
  });
});

describe('many findings at once', () => {
  const many = () => toldFindings([Array.from({ length: 300 }, (_, index) => ({ hostId: `i-${index}` }))]);

  it('reach PagerDuty no faster than it takes them, and all of them', async () => {
    const { calls, duty, undelivered } = page(await many());
    expect(undelivered).toEqual([]);
    expect(duty.open.size).toBe(300);
    const sent = calls.filter(({ url }) => url.includes('pagerduty')).map(({ at }) => at.getTime());
    expect(sent).toHaveLength(300);
    const inAMinute = sent.map((from) => sent.filter((at) => at >= from && at < from + 60_000).length);
    expect(Math.max(...inAMinute)).toBe(120);
  });

  it('are refused for their rate where the destination had none', async () => {
    const unlimited = deploy({ channels: { pagerDuty } }, ACCOUNT);
    for (const { properties } of unlimited.resources) {
      if (properties.InvocationRateLimitPerSecond !== undefined)
        Object.assign(properties, { InvocationRateLimitPerSecond: 300 });
    }
    const { calls } = page(await many(), unlimited);
    expect(calls.length).toBeGreaterThan(300);
  });
});

describe('a pager that takes nothing', () => {
  const told = () => toldFindings([[{ hostId: 'i-1' }]]);
  const refuse = async (status: number) =>
    deliver(stackWith({ pagerDuty }), await told(), { secrets: SECRETS, receive: () => status });

  it('for a key that is not valid has its message kept at once, where an alarm rings', async () => {
    const { calls, undelivered } = await refuse(403);
    expect(calls).toHaveLength(1);
    expect(undelivered).toMatchObject([
      { queueArn: expect.stringContaining('channelsundelivered'), status: 403 },
    ]);
  });

  it('for hours is asked until the next scoring is due, and not after it: the finding may have closed', async () => {
    const { calls, undelivered } = await refuse(503);
    const [first, last] = [calls.at(0)?.at ?? new Date(), calls.at(-1)?.at ?? new Date()];
    expect(last.getTime() - first.getTime()).toBeLessThan(3 * 3_600_000);
    expect(calls.length).toBeGreaterThan(100);
    expect(undelivered).toHaveLength(1);
  });
});

it('no rule of a pager is broken by both of its calls', async () => {
  const calls = await callsOf([[{ hostId: 'i-1' }], []]);
  const duty = calls.filter(({ url }) => url.includes('pagerduty'));
  expect(duty.flatMap((call) => brokenRules(PAGER_DUTY_RULES, call))).toEqual([]);
  expect(duty).toHaveLength(2);
});
