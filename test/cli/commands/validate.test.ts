import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configWarnings } from '../../../cli/config-warnings.ts';
import { readConfig } from '../../../infra/config.ts';
import { repositoryRoot } from '../../files.ts';
import { ALL_CHANNELS } from '../../infra/all-channels.ts';
import { removedArchives } from '../archives.ts';
import { auditor } from '../auditor.ts';

const ready = {
  fleetTag: { key: 'haproxy-fleet', value: 'production' },
  report: { sender: 'auditor@haproxy.org', recipients: ['sre@haproxy.org'] },
  alarms: { emails: ['sre@haproxy.org'] },
};
const archive = removedArchives();

/** A cdk.json with this content. */
function written(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return join(archive({ 'cdk.json': text }), 'cdk.json');
}

describe('auditor validate', () => {
  it.each([
    {
      what: 'a configuration that is ready',
      content: { context: { auditor: ready } },
      status: 0,
      says: ': valid',
    },
    {
      what: 'a placeholder',
      content: { context: { auditor: { ...ready, alarms: { emails: ['sre@example.com'] } } } },
      status: 1,
      says: 'warning: alarms.emails: sre@example.com is a placeholder',
    },
    {
      what: 'an unknown name',
      content: { context: { auditor: { ...ready, alarm: {} } } },
      status: 2,
      says: 'error: context.auditor.alarm: unknown; expected one of name, fleetTag',
    },
    {
      what: 'two fleets',
      content: {
        context: {
          auditor: [
            ready,
            {
              ...ready,
              name: 'edge',
              alarms: {},
              report: { ...ready.report, senderIdentity: 'existing-address' },
            },
          ],
        },
      },
      status: 1,
      says: 'warning: HaproxyFleetAuditor-edge: alarms.page: no address',
    },
    { what: 'no configuration', content: {}, status: 2, says: 'context.auditor: Invalid input' },
    { what: 'null', content: 'null', status: 2, says: 'context.auditor: Invalid input' },
    { what: 'text that is not JSON', content: '{', status: 2, says: 'error: ' },
  ])('answers $status to $what', async ({ content, status, says }) => {
    const answer = await auditor(['validate', written(content)]);
    expect(answer).toMatchObject({ status, stderr: '' });
    expect(answer.stdout).toContain(says);
  });

  it('answers 2 where there is no such file, and shows no control character of its name', async () => {
    const { status, stdout } = await auditor(['validate', '/nowhere/\u001b]0;owned\u0007.json']);
    expect(status).toBe(2);
    expect(stdout).toContain('no such file');
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  it('answers 0 to warnings where it is told to, and prints JSON', async () => {
    const { status, stdout } = await auditor([
      'validate',
      '--json',
      '--exit-zero',
      join(repositoryRoot, 'cdk.json'),
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, problems: [] });
  });

  it('finds the placeholders of the cdk.json in the repository', async () => {
    const { status, stdout } = await auditor(['validate', join(repositoryRoot, 'cdk.json')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /report\.sender: .* is a placeholder[\s\S]*report\.recipients: .* is a placeholder/,
    );
  });
});

describe('configWarnings', () => {
  const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111122223333:team';
  const acknowledgement = { target: 'lb-7', reason: 'drained', until: '2026-12-01T00:00:00Z' };
  const mute = { from: '2026-11-30T20:00Z', hours: 4, reason: 'rollout' };

  it.each([
    { chosen: {}, warnings: [] },
    {
      chosen: { alarms: {} },
      warnings: [
        /^alarms\.page: no address and no topic; nobody is told of memory near its limit/,
        /^alarms\.notify: no address and no topic; nobody is told of leaks/,
      ],
    },
    {
      chosen: { alarms: { page: { emails: ['pager@haproxy.org'] } } },
      warnings: [/^alarms\.notify: no address and no topic/],
    },
    { chosen: { alarms: { page: { topicArn: TOPIC_ARN }, notify: { topicArn: TOPIC_ARN } } }, warnings: [] },
    { chosen: { alarms: {}, channels: { slack: ALL_CHANNELS.slack } }, warnings: [] },
    {
      // A pager hears of findings, and not of alarms.
      chosen: { alarms: {}, channels: { pagerDuty: ALL_CHANNELS.pagerDuty } },
      warnings: [/^alarms\.page: no address/, /^alarms\.notify: no address/],
    },
    {
      chosen: { alarms: { ...ready.alarms, page: { topicArn: TOPIC_ARN }, notify: { topicArn: TOPIC_ARN } } },
      warnings: [/^alarms\.emails: subscribed to nothing/],
    },
    {
      chosen: { alarms: { ...ready.alarms, notify: { emails: ['team@example.com'] } } },
      warnings: [/^alarms\.notify\.emails: team@example\.com is a placeholder/],
    },
    { chosen: { largestFleet: 20_000, memoryQuotaMiB: 3_024 }, warnings: [] },
    {
      chosen: { report: { sender: 'a@lb.test', recipients: ['b@sub.example.net', 'c@haproxy.org'] } },
      warnings: [/^report\.sender: a@lb\.test is/, /^report\.recipients: b@sub\.example\.net is/],
    },
    { chosen: { acknowledgements: [acknowledgement] }, warnings: [/^acknowledgements: that of lb-7 ended/] },
    { chosen: { acknowledgements: [{ ...acknowledgement, until: '2026-12-01T00:00:01Z' }] }, warnings: [] },
    {
      chosen: { acknowledgements: [1, 2].map(() => ({ ...acknowledgement, until: '2027-01-01T00:00:00Z' })) },
      warnings: [/^acknowledgements: lb-7 has more than one/],
    },
    {
      chosen: {
        acknowledgements: (['memory', 'descriptors'] as const).map((kind) => ({
          ...acknowledgement,
          kinds: [kind],
          until: '2027-01-01T00:00:00Z',
        })),
      },
      warnings: [],
    },
    { chosen: { alarms: { ...ready.alarms, mutes: [mute] } }, warnings: [/^alarms\.mutes: .*is over/] },
    { chosen: { alarms: { ...ready.alarms, mutes: [{ ...mute, hours: 5 }] } }, warnings: [] },
    {
      chosen: { deadlineSeconds: 120 },
      warnings: [/^deadlineSeconds: SSM may need 177 s to reach 2000 hosts .* after 120 s the others/],
    },
    { chosen: { deadlineSeconds: 120, largestFleet: 1 }, warnings: [] },
    {
      chosen: { report: { ...ready.report, delivery: 'topic' } },
      warnings: [/^report\.sender: not used, because report\.delivery is "topic"$/],
    },
    { chosen: { report: { delivery: 'topic' } }, warnings: [] },
    { chosen: { metricBudget: 8 }, warnings: [/^metricBudget: 8 leaves out/] },
    { chosen: { removalPolicy: 'destroy' }, warnings: [/^removalPolicy: destroy loses/] },
  ])('says of $chosen: $warnings', ({ chosen, warnings }) => {
    const said = configWarnings(readConfig({ ...ready, ...chosen }), new Date('2026-12-01T00:00:00Z'));
    expect(said).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
  });
});
