import type { EC2Client } from '@aws-sdk/client-ec2';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { listHosts } from '../aws/ec2-inventory.ts';
import type { ArchivedRun } from '../aws/s3-archive.ts';
import { nullIfDenied } from '../aws/s3-objects.ts';
import { getTrial, putTrial } from '../aws/s3-trials.ts';
import { type Clock, type FleetCommand, probeFleet, probeHosts } from '../aws/ssm-run.ts';
import type { Run } from '../domain/records/archive.ts';
import type { ProbeTrial } from '../domain/records/probe-trial.ts';
import type { HostIdentity, Sample } from '../domain/records/sample.ts';
import { hostOutcome, type Invocation } from '../probe/host-outcome.ts';
import { type HostAnswer, judgeTrial, trialHosts } from '../probe/probe-trial.ts';
import type { AuditFleetEnv } from './env.ts';

interface Clients {
  ec2: EC2Client;
  ssm: SSMClient;
  s3: S3Client;
}

/** What the document of the probe came to in its trial; `null` before that, and where there is none before it. */
export async function trialOf(s3: S3Client, env: AuditFleetEnv): Promise<ProbeTrial | null> {
  if (env.PREVIOUS_PROBE_DOCUMENT === undefined) return null;
  const trial = getTrial(s3, env.ARCHIVE_BUCKET, placeOf(env), env.PROBE_DOCUMENT);
  return env.ARCHIVE_REGION === undefined ? trial : nullIfDenied(trial);
}

/**
 * Asks every host of the fleet. A document of the probe that follows another runs on one host of each role first, while
 * the others go on with the one before it; from the next run on all have the new one, or stay with the other.
 *
 * @param before samples of the run before: hosts that answered then are the ones to try a document on
 */
export async function askFleet(
  { ec2, ssm, s3 }: Clients,
  env: AuditFleetEnv,
  run: Run,
  before: readonly Sample[],
  clock: Clock,
): Promise<ArchivedRun> {
  const askedFrom = clock.now();
  // The next run is due, and it will tell what is true now.
  if (askedFrom.getTime() - Date.parse(run.runAt) > env.PERIOD_SECONDS * 1000)
    return { skipped: 'LateStart' };
  const tag = { key: env.FLEET_TAG_KEY, value: env.FLEET_TAG_VALUE };
  const hosts = await listHosts(ec2, { ...run, tag, roleTagKey: env.ROLE_TAG_KEY, at: askedFrom });
  if (hosts.length === 0) return { samples: [] };
  const { PROBE_DOCUMENT: current, PREVIOUS_PROBE_DOCUMENT: previous } = env;
  const command: FleetCommand = {
    documentName: current,
    tag,
    hostIds: idsOf(hosts),
    runAt: run.runAt,
    deadline: new Date(askedFrom.getTime() + env.DEADLINE_SECONDS * 1000),
  };
  const answersOf = (asked: readonly HostIdentity[], invocations: ReadonlyMap<string, Invocation>) => {
    const instants = { runAt: run.runAt, askedFrom, askedTo: clock.now() };
    return asked.map((host): HostAnswer => {
      const invocation = invocations.get(host.hostId);
      return { sample: hostOutcome(host, invocation, instants), invocation };
    });
  };
  const trial = await trialOf(s3, env);
  if (previous === undefined || trial !== null) {
    const documentName = previous !== undefined && trial?.verdict === 'refused' ? previous : current;
    return samplesOf(answersOf(hosts, await probeFleet(ssm, { ...command, documentName }, clock)));
  }

  const chosen = trialHosts(hosts, before);
  const [ofCurrent, ofPrevious] = await Promise.all([
    probeHosts(ssm, { ...command, hostIds: idsOf(chosen) }, clock),
    probeFleet(ssm, { ...command, documentName: previous }, clock),
  ]);
  const answers = answersOf(hosts, ofPrevious);
  const tried = answersOf(chosen, ofCurrent).flatMap((answer) => {
    const other = answers.find(({ sample }) => sample.hostId === answer.sample.hostId);
    return other ? [{ answer, previous: other }] : [];
  });
  const judged = judgeTrial(tried, { documentName: current, runAt: run.runAt });
  if (judged !== null) await putTrial(s3, env.ARCHIVE_BUCKET, placeOf(env), judged);
  return samplesOf(answers);
}

const samplesOf = (answers: readonly HostAnswer[]): ArchivedRun => ({
  samples: answers.map(({ sample }) => sample),
});

const idsOf = (hosts: readonly HostIdentity[]): string[] => hosts.map(({ hostId }) => hostId);

const placeOf = ({ ACCOUNT_ID, AWS_REGION, FLEET_NAME }: AuditFleetEnv) => ({
  accountId: ACCOUNT_ID,
  region: AWS_REGION,
  fleetName: FLEET_NAME,
});
