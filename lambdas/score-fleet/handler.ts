import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { knowledgeData, publish, reportAgeData, scoreData } from '../aws/cloudwatch-metrics.ts';
import { emitFindings } from '../aws/eventbridge-findings.ts';
import { lastReportedAt } from '../aws/report-age.ts';
import { acknowledgementId, getAcknowledgements } from '../aws/s3-acknowledgements.ts';
import { assessmentBefore, getAssessment, putAssessment } from '../aws/s3-assessments.ts';
import type { Attempt } from '../aws/s3-delivery.ts';
import type { Archive } from '../aws/s3-history.ts';
import { getLatestKnowledge } from '../aws/s3-knowledge.ts';
import { type Renewal, renewBins } from '../aws/s3-renewal.ts';
import { sha256Of } from '../aws/sha256.ts';
import { acknowledgementsAt } from '../domain/assess/archived-acknowledgements.ts';
import { type AssessmentInput, fleetAssessor } from '../domain/assess/assess-fleet.ts';
import { digestOf } from '../domain/assess/digest.ts';
import { changedFindings } from '../domain/assess/finding.ts';
import { type WorstHost, worstHosts } from '../domain/assess/worst-hosts.ts';
import type { UsedAcknowledgement } from '../domain/records/acknowledgement.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import type { Bin } from '../domain/records/bin.ts';
import { eventFleet } from '../domain/records/fleet-name.ts';
import { printJson } from '../domain/records/ndjson.ts';
import { builtInKnowledge } from '../knowledge/built-in.ts';
import { chooseKnowledge } from '../knowledge/choose-knowledge.ts';
import { refusalText } from '../knowledge/refusal-words.ts';
import { isKnownRelease } from '../knowledge/releases.ts';
import { allPrintable } from '../report/printable.ts';
import { ScoreFleetEnv, ScoreFleetEvent } from './env.ts';
import { judgePlace } from './judge-place.ts';
import { tellPeople } from './tell-people.ts';

export interface ScoreFleetClients {
  s3: S3Client;
  cloudwatch: CloudWatchClient;
  eventbridge: EventBridgeClient;
  sns: SNSClient;
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
  fleet: Assessment['fleet'];
  knowledge: Assessment['knowledge'];
  /** Why the archive's knowledge was not used, where it has any that can't be. */
  refusedKnowledge?: string;
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
  { s3, cloudwatch, eventbridge, sns }: ScoreFleetClients,
  env: ScoreFleetEnv,
  event: ScoreFleetEvent,
  attempt: Attempt,
  remaining: () => number = () => 0,
): Promise<ScoreFleetResult> {
  const at = new Date(event.scheduledAt);
  const fleetName = env.FLEET_NAME;
  const place = { accountId: env.ACCOUNT_ID, region: env.AWS_REGION, fleetName };
  const archive = { s3, bucket: env.ARCHIVE_BUCKET, ...place };
  const done = await getAssessment(archive, at);
  if (done !== null) {
    await putAssessment(archive, done);
    return resultOf(done, { binsDerived: 0, findings: [], unreadable: [], renewal: NOT_LOOKED });
  }
  const { judged, binsDerived, oldStarts } = await judgePlace(archive, at);
  const { before, unreadable } = await assessmentBefore(archive, at);
  const accepted = await acceptedAt(archive, env, at);
  const archived = await getLatestKnowledge(s3, env.ARCHIVE_BUCKET);
  const { refusal, ...known } = chooseKnowledge(BUILT_IN, archived, at);
  const assessor = fleetAssessor<readonly Bin[]>({ ...known, at, before, ...accepted });
  assessor.add(judged);
  const assessment = assessor.assessment(assessor.compared());
  const findings = changedFindings(before, assessment);
  const reportedAt = (await lastReportedAt(archive)) ?? at;
  const data = [
    ...scoreData(assessment, isKnownRelease),
    ...reportAgeData(reportedAt, at),
    ...knowledgeData(refusal !== null, at),
  ];
  await publish(cloudwatch, data, fleetName);
  const { assessedAt } = assessment;
  await emitFindings(eventbridge, findings, { fleet: eventFleet(fleetName), assessedAt });
  const digest = digestOf(findings, assessment);
  if (digest !== null) await tellPeople({ eventbridge, sns, archive }, env, digest, attempt);
  await putAssessment(archive, assessment);
  const renewal = await renewBins(archive, oldStarts, remaining);
  return {
    ...resultOf(assessment, { binsDerived, findings, unreadable, renewal }),
    ...(refusal && { refusedKnowledge: refusalText(refusal) }),
  };
}

/** What people have accepted: as the stack is configured, then as the archive has it. */
async function acceptedAt(
  archive: Archive,
  { ACKNOWLEDGEMENTS: configured }: ScoreFleetEnv,
  at: Date,
): Promise<Pick<AssessmentInput, 'acknowledgements' | 'acknowledgementIssues'>> {
  const { kept, issues } = await getAcknowledgements(archive);
  const acknowledgements = configured.map((entry): UsedAcknowledgement => {
    return { ...entry, id: acknowledgementId(printJson(entry)), source: 'configuration' };
  });
  return {
    acknowledgements: [...acknowledgements, ...acknowledgementsAt(kept, { at })],
    acknowledgementIssues: issues,
  };
}

const NOT_LOOKED = { renewed: 0, left: null };

interface Work {
  binsDerived: number;
  findings: unknown[];
  unreadable: string[];
  renewal: Renewal | typeof NOT_LOOKED;
}

function resultOf(
  { assessedAt, fleet, knowledge, hosts, acknowledgements, acknowledgementIssues }: Assessment,
  { binsDerived, findings, unreadable, renewal }: Work,
): ScoreFleetResult {
  const staleAcknowledgements = acknowledgements.filter(({ state }) => state !== 'in-force');
  return {
    assessedAt,
    binsDerived,
    binsRenewed: renewal.renewed,
    oldBins: renewal.left,
    findings: findings.length,
    unreadable,
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
): Promise<ScoreFleetResult> {
  const env = ScoreFleetEnv.parse(process.env);
  clients ??= {
    s3: new S3Client({}),
    cloudwatch: new CloudWatchClient({}),
    eventbridge: new EventBridgeClient({}),
    sns: new SNSClient({}),
  };
  const due = ScoreFleetEvent.parse(event);
  // Objects, since Lambda writes them as JSON as they are; an error carries the same request id as this line.
  console.log({ run: due.scheduledAt });
  const result = await scoreFleet(clients, env, due, { now: () => new Date(), newToken: randomUUID }, () =>
    context.getRemainingTimeInMillis(),
  );
  console.log(allPrintable(result));
  return result;
}
