import { Aws, CfnParameter, CfnStackSet, Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { DeployedOrganization } from '../config/organization.ts';
import { SPOKE_PARAMETERS } from '../spoke-stack.ts';

export interface SpokesProps {
  readonly organization: DeployedOrganization;
  readonly archiveBucketName: string;
  /** File of the spokes' template, an asset of the stack. @default a parameter of the stack says where it lies in S3 */
  readonly templateFile?: string | undefined;
}

/** Of the StackSet that a stack deploys the others with. */
export const stackSetNameOf = ({ stackName }: Stack): string => `${stackName}-Spokes`;

/** As whom the stack's account speaks to StackSets. */
export const callAs = ({ deployedFrom }: DeployedOrganization): 'SELF' | 'DELEGATED_ADMIN' =>
  deployedFrom === 'management-account' ? 'SELF' : 'DELEGATED_ADMIN';

/**
 * The spokes of an organization: a service-managed StackSet, which deploys one into each account and region, those of
 * accounts that join later included.
 */
export class Spokes extends Construct {
  constructor(scope: Construct, id: string, { organization, archiveBucketName, templateFile }: SpokesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { accounts, excludedAccounts } = organization;
    const deploymentTargets = {
      organizationalUnitIds: organization.organizationalUnitIds,
      ...(accounts && { accounts, accountFilterType: 'INTERSECTION' }),
      ...(excludedAccounts && { accounts: excludedAccounts, accountFilterType: 'DIFFERENCE' }),
    };
    const parameters = {
      [SPOKE_PARAMETERS.bucket]: archiveBucketName,
      [SPOKE_PARAMETERS.account]: Aws.ACCOUNT_ID,
      [SPOKE_PARAMETERS.region]: Aws.REGION,
    };
    new CfnStackSet(this, 'StackSet', {
      stackSetName: stackSetNameOf(stack),
      description: "Audits a fleet's HAProxy hosts in each account and region of an organization",
      permissionModel: 'SERVICE_MANAGED',
      callAs: callAs(organization),
      // It deploys to every account that joins, whichever accounts are named: with a list of them it is off.
      autoDeployment: accounts ? { enabled: false } : { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      templateUrl: templateFile
        ? new Asset(this, 'Template', { path: templateFile }).httpUrl
        : new CfnParameter(stack, 'SpokeTemplateUrl', {
            allowedPattern: '^https://.+',
            description: 'Where the output of `auditor template spoke` lies in S3, as https://…',
          }).valueAsString,
      parameters: Object.entries(parameters).map(([parameterKey, parameterValue]) => ({
        parameterKey,
        parameterValue,
      })),
      stackInstancesGroup: [{ deploymentTargets, regions: organization.regions }],
      // One account that refuses must not keep the others from being audited.
      operationPreferences: {
        regionConcurrencyType: 'PARALLEL',
        maxConcurrentPercentage: 100,
        failureTolerancePercentage: 100,
      },
    });
  }
}
