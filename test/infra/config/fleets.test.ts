import { describe, expect, it } from 'vitest';
import { readFleets } from '../../../infra/config/fleets.ts';
import { stackNameOf } from '../../../infra/config/stack-name.ts';
import { ALL_CHANNELS } from '../all-channels.ts';
import { leastConfig } from '../least-config.ts';

const { report } = leastConfig;
const { slack, teams } = ALL_CHANNELS;
const existing = { ...leastConfig, report: { ...report, senderIdentity: 'existing-address' } };
const ofDomain = { ...report, senderIdentity: 'existing-domain' };

describe('the fleets of a cdk.json', () => {
  it.each([
    { what: 'one', context: leastConfig, stacks: ['HaproxyFleetAuditor'] },
    {
      what: 'one with a name',
      context: { ...leastConfig, name: 'edge' },
      stacks: ['HaproxyFleetAuditor-edge'],
    },
    {
      what: 'a list',
      context: [
        leastConfig,
        { ...existing, name: 'edge' },
        { ...leastConfig, name: 'edge-eu', report: ofDomain },
      ],
      stacks: ['HaproxyFleetAuditor', 'HaproxyFleetAuditor-edge', 'HaproxyFleetAuditor-edge-eu'],
    },
  ])('are $what, each with a stack of its own', ({ context, stacks }) => {
    expect(readFleets(context).map(stackNameOf)).toEqual(stacks);
  });

  it.each([
    { context: [], says: 'context.auditor: expected at least one fleet; found []' },
    { context: undefined, says: 'context.auditor: Invalid input: expected object' },
    {
      context: [leastConfig, { ...leastConfig, retentionDays: 1 }],
      says: 'context.auditor.1.retentionDays: Too small',
    },
    {
      context: [
        { ...leastConfig, name: 'edge' },
        { ...existing, name: 'edge' },
      ],
      says: 'context.auditor.1.name: expected a name that no other fleet has; found "edge"',
    },
    {
      context: [leastConfig, existing],
      says: 'context.auditor.1.name: expected a name that no other fleet has; found undefined',
    },
    {
      context: [leastConfig, { ...leastConfig, name: 'edge' }],
      says: 'context.auditor.1.report.senderIdentity: expected "existing-address" or "existing-domain", since an earlier fleet of the list makes auditor@example.org; found "new-address"',
    },
    {
      context: [
        { ...leastConfig, channels: { slack } },
        { ...existing, name: 'edge', channels: { slack, teams } },
      ],
      says: 'context.auditor.1.channels.slack.channelId: expected a channel that no earlier fleet of the list has, since Amazon Q Developer takes a channel once in an account; found "C012ABCDEFG"',
    },
  ])('are refused: $says', ({ context, says }) => {
    expect(() => readFleets(context)).toThrow(says);
  });

  it.each(['Edge', '1st', 'a--b', 'edge-', 'edge_eu', 'ä', 'a'.repeat(21), ''])('have no name %j', (name) => {
    expect(() => readFleets({ ...leastConfig, name })).toThrow('context.auditor.name: ');
  });
});
