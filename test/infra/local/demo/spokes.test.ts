import { expect, it } from 'vitest';
import { DEMO_REGIONS, DEMO_ROLE_TAG_KEY, DEMO_TAG } from '../../../../infra/local/demo/demo-fleet.ts';
import { archivePolicy, spokeRoleArn, spokeVariables } from '../../../../infra/local/demo/spokes.ts';
import { AuditFleetEnv } from '../../../../lambdas/audit-fleet/env.ts';
import { spokeOf } from '../../../spoke/spoke-template.ts';
import { deploy } from '../../fleets/deployed-stack.ts';
import { propertiesOf } from '../../template.ts';

const PLACE = { accountId: '111111111111', region: 'us-east-1' };
const chosen = {
  fleetTag: DEMO_TAG,
  roleTagKey: DEMO_ROLE_TAG_KEY,
  schedulePeriodMinutes: 60,
  deadlineSeconds: 120,
  organization: {
    id: 'o-demo012345',
    organizationalUnitIds: ['ou-demo-01234567'],
    regions: [...DEMO_REGIONS],
  },
};

/** The policy of the bucket, whatever it is called. */
function policyOfHub(): unknown {
  const { resources } = deploy(chosen, { accountId: '000000000000', region: 'eu-west-1' });
  const nameOf = (type: string) => resources.find((one) => one.type === type);
  const text = JSON.stringify(nameOf('AWS::S3::BucketPolicy')?.properties.PolicyDocument);
  return JSON.parse(text.replaceAll(`:::${nameOf('AWS::S3::Bucket')?.name}`, `:::\${ArchiveBucket}`));
}

function deployedSpoke() {
  const template = spokeOf(chosen);
  const { Variables } = propertiesOf(template, 'AuditFleetFunction').Environment as {
    Variables: Record<string, string>;
  };
  const { PROBE_DOCUMENT: _, PREVIOUS_PROBE_DOCUMENT: __, ...variables } = Variables;
  const { Path, RoleName } = propertiesOf(template, 'AuditFleetRole');
  const roleArn = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role${Path}${RoleName}`;
  return { roleArn, variables };
}

function deployedWatch() {
  const watch = deploy(chosen, { accountId: '000000000000', region: 'eu-west-1' });
  const bucket = watch.resources.find(({ type }) => type === 'AWS::S3::Bucket')?.name ?? '';
  const { ACCOUNT_ID: _, AWS_REGION: __, ARCHIVE_BUCKET, ...variables } = watch.variablesOf('WatchPlaces');
  expect(ARCHIVE_BUCKET).toBe(bucket);
  const schedule = watch.resources.find(
    ({ id, type }) => type === 'AWS::Scheduler::Schedule' && id.startsWith('WatchPlaces'),
  )?.properties;
  return {
    schedule: schedule?.ScheduleExpression,
    variables: {
      ACCOUNT_ID: `\${AWS::AccountId}`,
      ARCHIVE_BUCKET: `\${ArchiveBucket}`,
      ...variables,
    },
  };
}

const spokes = {
  organizationId: chosen.organization.id,
  archivePolicy: policyOfHub(),
  ...deployedSpoke(),
  watch: deployedWatch(),
};

it("the demo's spokes and the policy of its archive are those of the templates", async () => {
  await expect(`${JSON.stringify(spokes, null, 2)}\n`).toMatchFileSnapshot(
    '../../../../infra/local/demo/spokes.json',
  );
});

it('stand in their place, and write into the bucket of the hub', () => {
  const variables = spokeVariables(PLACE, { bucket: 'archive', region: 'eu-west-1' });
  expect(AuditFleetEnv.parse({ ...variables, PROBE_DOCUMENT: 'probe' })).toMatchObject({
    ACCOUNT_ID: PLACE.accountId,
    AWS_REGION: PLACE.region,
    ARCHIVE_BUCKET: 'archive',
    ARCHIVE_REGION: 'eu-west-1',
    PERIOD_SECONDS: 3600,
  });
  expect(spokeRoleArn(PLACE)).toBe(
    'arn:aws:iam::111111111111:role/haproxy-fleet-auditor/HaproxyFleetAuditor-Spoke-us-east-1',
  );
  expect(JSON.stringify([variables, spokeRoleArn(PLACE), archivePolicy('archive')])).not.toMatch(
    /\$\{(?!aws:)/,
  );
});
