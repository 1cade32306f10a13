import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { knowledgeData, publish, reportAgeData, scoreData } from '../aws/cloudwatch-metrics.ts';
import { emitFindings } from '../aws/eventbridge-findings.ts';
import { ORGANIZATIONS_CLIENT, readAccountNames } from '../aws/organizations-accounts.ts';
import { lastReportedAt } from '../aws/report-age.ts';
import { assessmentBefore, getAssessment, putAssessment } from '../aws/s3-assessments.ts';
import type { Attempt } from '../aws/s3-delivery.ts';
import { type Archive, runAt } from '../aws/s3-history.ts';
import { getLatestKnowledge } from '../aws/s3-knowledge.ts';
import type { Renewal } from '../aws/s3-renewal.ts';
import { sdkClient } from '../aws/sdk-client.ts';
import { sha256Of } from '../aws/sha256.ts';
import { digestOf, foundWhere } from '../domain/assess/digest.ts';
import { changedFindings } from '../domain/assess/finding.ts';
import { type WorstHost, worstHosts } from '../domain/assess/worst-hosts.ts';
import { shardsFolder } from '../domain/records/archive.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import { eventFleet } from '../domain/records/fleet-name.ts';
import { builtInKnowledge } from '../knowledge/built-in.ts';
import { chooseKnowledge } from '../knowledge/choose-knowledge.ts';
import { refusalText } from '../knowledge/refusal-words.ts';
import { isKnownRelease } from '../knowledge/releases.ts';
import { allPrintable } from '../report/printable.ts';
import { acceptedAt } from './accepted-at.ts';
import { ScoreFleetEnv, ScoreFleetEvent } from './env.ts';
import { joinShards, judgeFleet, NOT_LOOKED } from './judged-fleet.ts';
import { planScoring, type ScoringPlan } from './plan-scoring.ts';
import { tellPeople } from './tell-people.ts';

export interface ScoreFleetClients {
  s3: S3Client;
  cloudwatch: CloudWatchClient;
  eventbridge: EventBridgeClient;
  sns: SNSClient;
  /** Where accounts have names; without it they are told by their ids. */
  organizations?: Pick<OrganizationsClient, 'send'> | undefined;
}

export interface ScoreFleetResult {
  assessedAt: string;
  binsDerived: number;
  /** Of the bins that an earlier derivation made: renewed now, and left as they are; `null` where nobody looked. */
  binsRenewed: number;
  oldBins: number | null;
  findings: number;
  /** Earlier assessments that were passed over because they can't be read. */
  unreadable: string[];
  /** Places that could not be judged, and why, where there are any. */
  unreadPlaces?: unknown[];
  fleet: Assessment['fleet'];
  knowledge: Assessment['knowledge'];
  /** Why the archive's knowledge was not used, where it has any that can't be. */
  refusedKnowledge?: string;
  /** Why the organization did not tell the names of all accounts. */
  accountNamesProblem?: string;
  /** Acknowledgements that match no host, or that have expired: to be corrected or taken out. */
  staleAcknowledgements: Assessment['acknowledgements'];
  /** Objects below acknowledgements/ that accept nothing, where there are any. */
  acknowledgementIssues?: Assessment['acknowledgementIssues'];
  worst: WorstHost[];
}

const BUILT_IN = builtInKnowledge(sha256Of);

/**
 * One scoring: derives the bins that are due, judges the fleet by 28 days of them, tells what changed and archives the
 * assessment. The assessment comes last: while it is not there, a repeated run does all of it again and tells the same
 * findings under the same ids; once it is there, nothing is left to do. Old bins are renewed after it, for the scorings
 * to come: whatever becomes of that, the fleet is judged.
 * @param remaining milliseconds until the function is cut off; none where nothing is to be renewed
 */
export async function scoreFleet(
  { s3, cloudwatch, eventbridge, sns, organizations }: ScoreFleetClients,
  env: ScoreFleetEnv,
  event: ScoreFleetEvent,
  attempt: Attempt,
  remaining: () => number = () => 0,
): Promise<ScoreFleetResult> {
  const at = new Date(event.scheduledAt);
  const archive = archiveOf(s3, env);
  const { fleetName } = archive;
  const done = await getAssessment(archive, at);
  if (done !== null) {
    await putAssessment(archive, done);
    return resultOf(done, { binsDerived: 0, unread: [], findings: [], unreadable: [], renewal: NOT_LOOKED });
  }
  const judged = event.shards
    ? await joinShards(archive, shardsFolder(runAt(archive, event.scheduledAt), event.shards.execution))
    : await judgeFleet(archive, at, { everyPlace: env.EVERY_PLACE });
  const { before, unreadable } = await assessmentBefore(archive, at);
  const accepted = await acceptedAt(archive, env, at);
  const archived = await getLatestKnowledge(s3, env.ARCHIVE_BUCKET);
  const { refusal, ...known } = chooseKnowledge(BUILT_IN, archived, at);
  const assessment = await judged.assess({
    ...known,
    at,
    before,
    ...accepted,
    unreadPlaces: judged.unread,
    regionsTogether: env.REGIONS_TOGETHER,
  });
  const findings = changedFindings(before, assessment);
  const reportedAt = (await lastReportedAt(archive)) ?? at;
  const data = [
    ...scoreData(assessment, isKnownRelease),
    ...reportAgeData(reportedAt, at),
    ...knowledgeData(refusal !== null, at),
  ];
  await publish(cloudwatch, data, fleetName);
  const { assessedAt } = assessment;
  const told = [...assessment.hosts, ...findings.map(({ host }) => host)].map(({ accountId }) => accountId);
  const { names, problem } = organizations
    ? await readAccountNames(organizations, archive, told, at)
    : { names: undefined, problem: null };
  const where = foundWhere(findings, assessment, names);
  await emitFindings(eventbridge, findings, { fleet: eventFleet(fleetName), assessedAt, whereabouts: where });
  const digest = digestOf(findings, assessment, where);
  if (digest !== null) await tellPeople({ eventbridge, sns, archive }, env, digest, attempt);
  await putAssessment(archive, assessment);
  const renewal = await judged.renew(remaining);
  return {
    ...resultOf(assessment, { ...judged, findings, unreadable, renewal }),
    ...(refusal && { refusedKnowledge: refusalText(refusal) }),
    ...(problem !== null && { accountNamesProblem: problem }),
  };
}

const archiveOf = (s3: S3Client, env: ScoreFleetEnv): Archive => ({
  s3,
  bucket: env.ARCHIVE_BUCKET,
  accountId: env.ACCOUNT_ID,
  region: env.AWS_REGION,
  fleetName: env.FLEET_NAME,
});

interface Work {
  binsDerived: number;
  unread: unknown[];
  findings: unknown[];
  unreadable: string[];
  renewal: Renewal | typeof NOT_LOOKED;
}

function resultOf(
  { assessedAt, fleet, knowledge, hosts, acknowledgements, acknowledgementIssues }: Assessment,
  { binsDerived, unread, findings, unreadable, renewal }: Work,
): ScoreFleetResult {
  const staleAcknowledgements = acknowledgements.filter(({ state }) => state !== 'in-force');
  return {
    assessedAt,
    binsDerived,
    binsRenewed: renewal.renewed,
    oldBins: renewal.left,
    findings: findings.length,
    unreadable,
    ...(unread.length > 0 && { unreadPlaces: unread }),
    fleet,
    knowledge,
    staleAcknowledgements,
    ...(acknowledgementIssues && { acknowledgementIssues }),
    worst: worstHosts(hosts),
  };
}

let clients: ScoreFleetClients | undefined;

/** What Lambda calls. It catches nothing: the function's Errors metric has to tell the truth. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis: () => number },
): Promise<ScoreFleetResult | ScoringPlan> {
  const env = ScoreFleetEnv.parse(process.env);
  clients ??= {
    s3: sdkClient(S3Client, {}),
    cloudwatch: sdkClient(CloudWatchClient, {}),
    eventbridge: sdkClient(EventBridgeClient, {}),
    sns: sdkClient(SNSClient, {}),
    organizations: env.EVERY_PLACE ? sdkClient(OrganizationsClient, ORGANIZATIONS_CLIENT) : undefined,
  };
  const due = ScoreFleetEvent.parse(event);
  // Objects, since Lambda writes them as JSON as they are; an error carries the same request id as this line.
  console.log({ run: due.scheduledAt });
  const attempt = { now: () => new Date(), newToken: randomUUID };
  const { scheduledAt, shards } = due;
  const result =
    shards?.step === 'plan'
      ? await planScoring(archiveOf(clients.s3, env), scheduledAt, shards.execution)
      : await scoreFleet(clients, env, due, attempt, () => context.getRemainingTimeInMillis());
  console.log(allPrintable(result));
  return result;
}
