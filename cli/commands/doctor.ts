import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Command } from 'commander';
import { mailOf } from '../../infra/config/report.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import {
  type Deployment,
  type DeploymentOptions,
  readDeployment,
  withDeploymentOptions,
} from '../deployment.ts';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examine.ts';
import { examples, hint } from '../text/invocation.ts';
import { withProgress } from '../text/progress.ts';
import { colours, columns, EXIT, hanging, visible } from '../text/terminal.ts';

interface DoctorOptions extends DeploymentOptions {
  json?: true;
  exitZero?: true;
}

/** `auditor doctor`: reads what a deployment needs of the account and its hosts, and says what to fix. Changes nothing. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description(
      'check credentials, permissions, hosts, archive, mail and subscriptions of a deployment, and say what to fix',
    )
    .option('--json', 'print the diagnoses as JSON')
    .addHelpText(
      'after',
      examples(
        ['What the deployment lacks', 'doctor --outputs outputs.json'],
        ['Before there are outputs', 'doctor --region eu-west-1 --bucket my-archive'],
      ),
    )
    .option('--exit-zero', 'exit with 0 whatever was found');
  return withDeploymentOptions(command).action(async (options: DoctorOptions, command: Command) => {
    const deployment = readDeployment(options, command);
    const diagnoses = await withProgress('asking EC2, SSM, S3, SES, SNS and EventBridge', () =>
      diagnose(deployment),
    );
    process.stdout.write(
      options.json
        ? `${printJson(diagnoses, 2)}\n`
        : `${renderDiagnoses(diagnoses, columns(process.stdout))}\n${next(diagnoses)}\n`,
    );
    const isProblem = diagnoses.some(({ state }) => state === 'problem');
    if (isProblem && !options.exitZero) process.exitCode = EXIT.findings;
  });
}

async function diagnose(deployment: Deployment): Promise<Diagnosis[]> {
  const place = deployment.region === undefined ? {} : { region: deployment.region };
  const sts = new STSClient(place);
  const caller = await sts.send(new GetCallerIdentityCommand({})).catch(refused);
  if ('check' in caller) return [caller];
  const region = await sts.config.region();
  const found = await examine({
    ...deployment,
    ec2: new EC2Client(place),
    ssm: new SSMClient(place),
    s3: new S3Client(place),
    ses: new SESv2Client({ region: mailOf(deployment.config.report)?.mailRegion ?? region }),
    sns: new SNSClient(place),
    eventbridge: new EventBridgeClient(place),
    cloudwatch: new CloudWatchClient(place),
    accountId: caller.Account ?? '',
    region,
    fleetName: deployment.config.name,
    now: new Date(),
  });
  return [{ check: 'credentials', state: 'ok', says: `${caller.Arn} in ${region}` }, ...found];
}

const CREDENTIALS =
  /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|SignatureDoesNotMatch)$/;

/** Without credentials or a region there is nothing else to look at. */
function refused(error: unknown): Diagnosis {
  if (!(error instanceof Error)) throw error;
  if (error.message === 'Region is missing') {
    const fix = 'give --region, or set AWS_REGION';
    return { check: 'credentials', state: 'problem', says: 'no region', fix };
  }
  if (!CREDENTIALS.test(error.name)) throw error;
  const fix = 'log in (aws sso login), set AWS_PROFILE, or get new credentials';
  return { check: 'credentials', state: 'problem', says: error.message, fix };
}

const MARKS = {
  ok: colours.green('ok     '),
  problem: colours.red('problem'),
  unknown: colours.yellow('unknown'),
};
const INDENT = '         ';

const next = (diagnoses: readonly Diagnosis[]): string =>
  diagnoses.some(({ state }) => state === 'problem')
    ? hint('Once that is fixed', 'doctor')
    : hint('Ask the hosts now', 'audit', '--aws');

/** A line or more for each diagnosis, what to do about it below. */
export function renderDiagnoses(diagnoses: readonly Diagnosis[], width: number): string {
  return diagnoses
    .flatMap(({ check, state, says, fix }) => [
      ...hanging(`${MARKS[state]}  `, visible(`${check}: ${says}`), width),
      ...(fix === undefined ? [] : hanging(INDENT, visible(`Fix: ${fix}.`), width)),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
