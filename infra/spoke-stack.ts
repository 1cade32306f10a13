import {
  Aws,
  BootstraplessSynthesizer,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  CfnResource,
  CfnWaitConditionHandle,
  Fn,
  type IStackSynthesizer,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import { CfnRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { placeFolder } from '../lambdas/domain/records/archive.ts';
import { stackNameOf } from './config/stack-name.ts';
import type { AuditorConfig } from './config.ts';
import { applyBoundary, applyTags } from './constructs/account-settings.ts';
import { acknowledgeWildcard } from './constructs/acknowledge.ts';
import { SPOKE_FOLDERS } from './constructs/archive-bucket.ts';
import { addFleetAudit } from './constructs/fleet-audit.ts';
import { spokeRoleName, spokeRolePath } from './spoke-role.ts';

export interface SpokeStackProps extends StackProps {
  readonly config: AuditorConfig;
  /** Code of `audit-fleet`, a CommonJS module. */
  readonly code: string;
}

/** Parameters of a spoke's template, by what they are. */
export const SPOKE_PARAMETERS = {
  bucket: 'ArchiveBucketName',
  account: 'HubAccountId',
  region: 'HubRegion',
} as const;

/**
 * What audits the fleet's hosts in another account or region, and writes their samples into the hub's archive: a template
 * without assets, which any account and region takes. Where it is deployed beside the hub itself it makes nothing, since
 * the hub audits these hosts. Nothing of it stays when it is deleted.
 */
export class SpokeStack extends Stack {
  constructor(scope: Construct, id: string, { config, code, ...props }: SpokeStackProps) {
    super(scope, id, { synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer, ...props });
    const parameter = (name: string, allowedPattern: string, description: string) =>
      new CfnParameter(this, name, { allowedPattern, description }).valueAsString;
    const bucketName = parameter(
      SPOKE_PARAMETERS.bucket,
      '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      "Name of the hub's archive: its output ArchiveBucketName",
    );
    const hubAccountId = parameter(SPOKE_PARAMETERS.account, '^\\d{12}$', 'Id of the account of the hub');
    const hubRegion = parameter(
      SPOKE_PARAMETERS.region,
      '^[a-z]{2,3}(-[a-z]+)+-\\d{1,2}$',
      "The hub's region",
    );

    const { probe, auditFleet } = addFleetAudit(this, {
      config,
      inlineCode: code,
      archive: { ARCHIVE_BUCKET: bucketName, ARCHIVE_REGION: hubRegion },
      removalPolicy: RemovalPolicy.DESTROY,
      logRetentionDays: config.logRetentionDays,
    });
    const place = placeFolder({ accountId: Aws.ACCOUNT_ID, region: Aws.REGION, fleetName: config.name });
    const objects = SPOKE_FOLDERS.map(
      (folder) => `arn:${Aws.PARTITION}:s3:::${bucketName}/${folder}/${place}*`,
    );
    auditFleet.role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: objects,
        // A bucket's name is anybody's once it is deleted.
        conditions: { StringEquals: { 'aws:ResourceAccount': hubAccountId } },
      }),
    );
    for (const each of objects)
      acknowledgeWildcard(
        auditFleet.role,
        each,
        'Each run is an object of its own in the folder of the place.',
      );
    if (config.archiveKeyArn !== undefined) {
      auditFleet.role.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [config.archiveKeyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${hubRegion}.${Aws.URL_SUFFIX}` } },
        }),
      );
    }
    auditFleet.startAfter(probe);
    new CfnOutput(this, 'AuditFleetFunctionName', { value: auditFleet.function.functionName });

    nameRoles(this, config);
    applyTags(this, config);
    applyBoundary(this, config.permissionsBoundaryArn?.replace(/:\d{12}:/, `:${Aws.ACCOUNT_ID}:`));
    this.#onlyBesideNoHub(hubAccountId, hubRegion);
  }

  /** A stack needs one resource whatever holds: a handle that nobody waits for does nothing and costs nothing. */
  #onlyBesideNoHub(hubAccountId: string, hubRegion: string): void {
    const isSpoke = new CfnCondition(this, 'IsSpoke', {
      expression: Fn.conditionNot(
        Fn.conditionAnd(
          Fn.conditionEquals(Aws.ACCOUNT_ID, hubAccountId),
          Fn.conditionEquals(Aws.REGION, hubRegion),
        ),
      ),
    });
    for (const each of this.node.findAll()) {
      if (each instanceof CfnResource) each.cfnOptions.condition = isSpoke;
      if (each instanceof CfnOutput) each.condition = isSpoke;
    }
    new CfnWaitConditionHandle(this, 'Nothing');
  }
}

/** The archive knows the auditing role by path and name. */
function nameRoles(stack: Stack, config: AuditorConfig): void {
  for (const role of stack.node.findAll()) {
    if (!(role instanceof CfnRole)) continue;
    const isOfSchedule = role.node.path.includes('/ScheduleRole/');
    role.path = spokeRolePath(config);
    role.roleName = spokeRoleName(config, Aws.REGION, isOfSchedule ? 'SpokeRun' : 'Spoke');
  }
}

/** What the spokes of a fleet are called: the SSM document's name begins with it. */
export const spokeStackName = (config: Pick<AuditorConfig, 'name'>): string => `${stackNameOf(config)}-Spoke`;
