import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionClients } from '../../../cli/function-clients.ts';
import type { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { directClientConfig } from '../../../infra/local/aws/client-config.ts';
import { createEndpoint } from '../../../infra/local/aws/endpoint.ts';
import type { StoredObject } from '../../../infra/local/aws/s3-store.ts';
import { previousProbeDocument } from '../../../lambdas/probe/previous-document.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { leastConfig } from '../least-config.ts';
import { BUCKET, setClocks } from '../local/aws/fleet.ts';
import { crossings, type LivedStack } from './crossings.ts';
import { type Account, type DeployedStack, deploy } from './deployed-stack.ts';
import { END, type Hosts, hostsOf, live, localHosts, NOTHING } from './lived-fleet.ts';
import { sharedNames } from './shared-names.ts';

const IRELAND = { accountId: '111122223333', region: 'eu-west-1' };
const OREGON = { ...IRELAND, region: 'us-west-2' };

/** One bucket for all of them, which is where they could meet; and a name that begins with another's. */
const fleet = (name?: string) => ({
  ...(name && { name }),
  fleetTag: { key: 'fleet', value: name ?? 'only' },
  archiveBucketName: BUCKET,
  report:
    name === 'edge-eu'
      ? { delivery: 'topic' }
      : { ...leastConfig.report, senderIdentity: name ? 'existing-address' : 'new-address' },
});
const FLEETS = [
  { label: 'only', chosen: fleet(), account: IRELAND },
  { label: 'edge', chosen: fleet('edge'), account: IRELAND },
  { label: 'edge-eu', chosen: fleet('edge-eu'), account: IRELAND },
  { label: 'oregon', chosen: fleet('edge'), account: OREGON },
] as const;

interface Placed {
  readonly label: string;
  readonly stack: DeployedStack;
  readonly hosts: Hosts;
  readonly tag: { readonly key: string; readonly value: string };
}

const place = ({ label, chosen, account }: (typeof FLEETS)[number]): Placed => ({
  label,
  stack: deploy(chosen, account),
  hosts: hostsOf(label, account),
  tag: chosen.fleetTag,
});

/** Stacks of one account and region, one after the other through the same days. */
async function liveTogether(
  placed: readonly Placed[],
  account: Account,
  objects: readonly (readonly [string, StoredObject])[] = [],
) {
  const clock = { at: END };
  const documents = placed.flatMap(({ stack }) => {
    const { PROBE_DOCUMENT = '', PREVIOUS_PROBE_DOCUMENT = '' } = stack.variablesOf('AuditFleet');
    return [
      [PROBE_DOCUMENT, JSON.stringify(probeDocument())],
      [PREVIOUS_PROBE_DOCUMENT, JSON.stringify(previousProbeDocument())],
    ] as const;
  });
  const endpoint = createEndpoint({
    ...account,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-for-this-run' },
    hosts: placed.flatMap(({ hosts, tag }) => localHosts(hosts, tag)),
    documents: new Map(documents),
    buckets: [BUCKET],
    mail: { identities: ['example.org'], sandbox: false },
    topics: placed.map(({ stack }) => ({
      arn: stack.variablesOf('ScoreFleet').NOTIFY_TOPIC_ARN ?? '',
      subscriptions: [{ protocol: 'email', endpoint: 'sre@example.org', state: 'confirmed' }],
    })),
    now: () => clock.at,
  });
  endpoint.restore(BUCKET, objects);
  const clients = functionClients(directClientConfig(endpoint));
  const turnTo = (at: Date) => {
    clock.at = at;
    setClocks(clients, at);
  };
  const lived: LivedStack[] = [];
  for (const { label, stack, hosts } of placed) {
    const traces = await live(stack, hosts, { endpoint, clients, turnTo, now: () => clock.at });
    lived.push({ label, stack, traces });
  }
  return { lived, objects: [...(endpoint.objects(BUCKET) ?? [])] };
}

describe('fleets of one account, in one bucket', () => {
  let lived: LivedStack[];
  beforeAll(async () => {
    const [inIreland, inOregon] = [IRELAND, OREGON].map((account) =>
      FLEETS.filter((one) => one.account === account).map(place),
    );
    const first = await liveTogether(inIreland ?? [], IRELAND);
    // The bucket is of both regions.
    const second = await liveTogether(inOregon ?? [], OREGON, first.objects);
    lived = [...first.lived, ...second.lived];
  });

  it('have all of their own: samples, trial, bins, assessment, report, metrics and events', () => {
    for (const { traces } of lived) {
      const folders = new Set(traces.keys.map((key) => key.slice(0, key.indexOf('/'))));
      expect([...folders].sort()).toEqual(['assessments', 'bins', 'digests', 'reports', 'samples', 'trials']);
      expect(traces.namespaces).toHaveLength(1);
      expect(traces.events.length).toBeGreaterThan(0);
      expect(traces.topics.length).toBe(1);
    }
  });

  it('share no metric, alarm, object or event, and may not touch those of another', () => {
    expect(crossings(lived)).toEqual([]);
  });

  it('are told apart by the subject of the report', () => {
    expect(lived.map(({ traces }) => traces.subjects.map((subject) => subject.split(' W')[0]))).toEqual([
      ['HAProxy eu-west-1'],
      ['HAProxy edge eu-west-1'],
      ['HAProxy edge-eu eu-west-1'],
      ['HAProxy edge us-west-2'],
    ]);
  });

  it('share no name that AWS has once', () => {
    expect(sharedNames(lived.map(({ stack }) => stack))).toEqual([]);
  });
});

describe('what keeps fleets apart is missed', () => {
  it('where functions do not know their fleet', async () => {
    const edge = place(FLEETS[2]);
    const variablesOf: DeployedStack['variablesOf'] = (id) => {
      const { FLEET_NAME: _, ...variables } = edge.stack.variablesOf(id);
      return variables;
    };
    const forgetful = { ...edge, stack: { ...edge.stack, variablesOf } };
    const { lived } = await liveTogether([forgetful], IRELAND);
    const only = { label: 'only', stack: place(FLEETS[0]).stack, traces: NOTHING };
    expect(crossings([...lived, only])).toEqual(
      expect.arrayContaining([
        'edge-eu publishes in HaproxyFleetAuditor, which is not its own',
        expect.stringMatching(/^edge-eu writes samples\/account=\S+, which is not its own$/),
        'edge-eu does not hear of its Report Ready',
        'only may publish in HaproxyFleetAuditor of edge-eu',
      ]),
    );
  });

  it('where two fleets have one name', () => {
    const twice = [deploy(fleet('edge'), IRELAND), deploy(fleet('edge'), IRELAND)];
    expect(sharedNames(twice)).toEqual(
      expect.arrayContaining([
        'AWS::CloudWatch::Alarm HaproxyFleetAuditor-edge-HostLeaks',
        'AWS::CloudWatch::Dashboard HaproxyFleetAuditor-edge-eu-west-1',
      ]),
    );
  });

  it('where the name of a dashboard lacks the region', () => {
    const withoutRegion = (stack: FleetAuditorStack) => {
      const dashboard = stack.node.findAll().find((one) => one instanceof CfnDashboard);
      if (dashboard) dashboard.dashboardName = stack.stackName;
    };
    const both = [IRELAND, OREGON].map((account) => deploy(fleet(), account, withoutRegion));
    expect(sharedNames(both)).toEqual(['AWS::CloudWatch::Dashboard HaproxyFleetAuditor']);
  });
});
