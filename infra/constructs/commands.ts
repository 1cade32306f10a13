import { Aws } from 'aws-cdk-lib';
import { latestAssessmentKey } from '../../lambdas/domain/records/archive.ts';

const DUE_NOW = '"{\\"scheduledAt\\":\\"$(date -u +%Y-%m-%dT%H:%M:00Z)\\"}"';

/** Starts a state machine for this instant. */
export const startNowCommand = (stateMachineArn: string): string =>
  `aws stepfunctions start-execution --region ${Aws.REGION} --state-machine-arn ${stateMachineArn} --input ${DUE_NOW}`;

/** A read timeout of 0: by default the CLI gives up after 60 s and invokes again, while the first run goes on. */
export const runNowCommand = (functionName: string, answerFile: string): string =>
  [
    `aws lambda invoke --region ${Aws.REGION} --function-name ${functionName}`,
    '--cli-read-timeout 0 --cli-binary-format raw-in-base64-out',
    `--payload ${DUE_NOW}`,
    answerFile,
  ].join(' ');

/** The figures of the newest assessment, and the five hosts with the highest scores. */
export const showFleetCommand = (bucketName: string, fleetName: string | undefined): string =>
  [
    `aws s3 cp --region ${Aws.REGION}`,
    `s3://${bucketName}/${latestAssessmentKey({ accountId: Aws.ACCOUNT_ID, region: Aws.REGION, fleetName })} - | gunzip | jq`,
    "'{assessedAt, fleet, worst: [.hosts[:5][] | {hostId, name, version, verdict, score}]}'",
  ].join(' ');
