import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { knowledgeData, publish, reportData } from '../aws/cloudwatch-metrics.ts';
import { consoleUrl } from '../aws/console-url.ts';
import { announceReport } from '../aws/eventbridge-reports.ts';
import { getAccountNames } from '../aws/s3-account-names.ts';
import { type Attempt, deliverOnce, isDelivered } from '../aws/s3-delivery.ts';
import type { Archive } from '../aws/s3-history.ts';
import { getKnowledgeDocument, getLatestKnowledge } from '../aws/s3-knowledge.ts';
import type { UnreadPlace } from '../aws/s3-report-places.ts';
import { getReportSources } from '../aws/s3-report-sources.ts';
import { putReportFiles, reportAnnouncementKey, reportDeliveryKey } from '../aws/s3-reports.ts';
import { getWatchedPlaces } from '../aws/s3-watched-places.ts';
import { sdkClient } from '../aws/sdk-client.ts';
import { sendMail } from '../aws/ses-mail.ts';
import { sha256Of } from '../aws/sha256.ts';
import { namesOf } from '../domain/records/account-names.ts';
import { reportKey } from '../domain/records/archive.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import { eventFleet } from '../domain/records/fleet-name.ts';
import type { KnowledgeRefusal } from '../domain/records/knowledge-use.ts';
import { builtInKnowledge } from '../knowledge/built-in.ts';
import { chooseKnowledge, type NamedKnowledge, recallKnowledge } from '../knowledge/choose-knowledge.ts';
import { refusalText } from '../knowledge/refusal-words.ts';
import { composeReport } from '../report/compose-report.ts';
import { isoWeek } from '../report/local-time.ts';
import { mailHeaders } from '../report/mail-headers.ts';
import { allPrintable } from '../report/printable.ts';
import { gatherBins } from '../report/report-bins.ts';
import { reportChat } from '../report/report-chat.ts';
import { attachedFiles, fileText, reportFiles } from '../report/report-files.ts';
import { SendReportEnv, SendReportEvent } from './env.ts';

export interface SendReportClients {
  s3: S3Client;
  ses: SESv2Client;
  eventbridge: EventBridgeClient;
  cloudwatch: CloudWatchClient;
}

export interface SendReportResult {
  week: string;
  /** `too-early`: nothing was judged so far, and nothing is mailed. */
  delivery: 'sent' | 'already-sent' | 'too-early';
  /** Why the archive's knowledge was not used, where it has any that can't be. */
  refusedKnowledge?: string;
  /** Places whose bins or samples could not be read, and why, where there are any. */
  unreadPlaces?: UnreadPlace[];
}

const BUILT_IN = builtInKnowledge(sha256Of);

/**
 * The report of the week that the scheduled instant lies in, sent once however often this runs: composes it from the
 * archive, stores its files there, and mails it, says on the bus where it lies, or both. A delivery that fails throws, and the
 * next run tries again; so does one that another run is at, since that run may have ended without a word.
 */
export async function sendReport(
  { s3, ses, eventbridge, cloudwatch }: SendReportClients,
  env: SendReportEnv,
  event: SendReportEvent,
  attempt: Attempt,
): Promise<SendReportResult> {
  const at = new Date(event.scheduledAt);
  const week = isoWeek(event.scheduledAt, env.TIME_ZONE);
  const fleetName = env.FLEET_NAME;
  const place = { accountId: env.ACCOUNT_ID, region: env.AWS_REGION, fleetName };
  const archive = { s3, bucket: env.ARCHIVE_BUCKET, ...place };
  // Published again for a report that went out before: the run that sent it may have ended there.
  const tell = () => publish(cloudwatch, reportData(event.scheduledAt), fleetName);
  const { SENDER: from, RECIPIENTS: to, MAIL_REGION: mailRegion = archive.region } = env;
  const mails = from !== undefined && to !== undefined;
  const announcementKey = mails && env.ANNOUNCE_REPORT ? reportAnnouncementKey(archive, week) : null;
  const deliveryKey = reportDeliveryKey(archive, week);
  const isDone = async (key: string | null) => key === null || isDelivered(archive, key);
  if ((await isDone(deliveryKey)) && (await isDone(announcementKey))) {
    await tell();
    return { week, delivery: 'already-sent' };
  }
  const sources = await getReportSources(archive, at, gatherBins, { everyPlace: env.EVERY_PLACE });
  // A stack that was deployed shortly before is no failure; where scorings fail, their alarm rings.
  if (sources === null) return { week, delivery: 'too-early' };
  const { knowledge, refusal } = await knowledgeOf(sources.now, archive, at);
  // Of each scoring it is counted; here a 1 alone, since the report comes once a week.
  if (refusal !== null) await publish(cloudwatch, knowledgeData(true, at), fleetName);
  const report = composeReport({
    ...sources,
    ...place,
    at,
    timeZone: env.TIME_ZONE,
    knowledge,
    ...(env.EVERY_PLACE && {
      accountNames: namesOf(await getAccountNames(archive)),
      watched: await getWatchedPlaces(archive),
    }),
  });
  const url = consoleUrl(archive, reportKey(archive, week, 'report.html'));
  const files = reportFiles(report, sources.now, { url });
  await putReportFiles(archive, week, files);
  const announce = () => {
    const fleet = eventFleet(fleetName);
    const chat = reportChat(report, { fleet, region: archive.region, url });
    return announceReport(eventbridge, { week, subject: report.subject, url, fleet, chat }, at);
  };
  const deliver = () => {
    if (!mails) return announce();
    const mail = {
      from,
      to,
      subject: report.subject,
      html: fileText(files, 'e-mail.html'),
      text: fileText(files, 'e-mail.txt'),
      headers: mailHeaders(report),
      attachments: attachedFiles(report, files, { hasPage: env.ATTACH_REPORT }),
    };
    return sendMail(ses, mail, mailRegion);
  };
  const once = async (key: string, send: () => Promise<string>) => {
    const delivery = await deliverOnce(archive, key, attempt, send);
    if (delivery !== 'elsewhere') return delivery;
    throw new Error(`another run is sending, or began to send, the report of ${week}`);
  };
  const delivery = await once(deliveryKey, deliver);
  if (announcementKey !== null) await once(announcementKey, announce);
  await tell();
  const { unreadPlaces } = sources;
  return {
    week,
    delivery,
    ...(refusal && { refusedKnowledge: refusalText(refusal) }),
    ...(unreadPlaces.length > 0 && { unreadPlaces }),
  };
}

/**
 * The knowledge of the assessment, so that a report gives no other advice than it; where that can't be had, what a
 * scoring would use now.
 */
async function knowledgeOf(
  { knowledge: named }: Assessment,
  { s3, bucket }: Archive,
  at: Date,
): Promise<NamedKnowledge & { refusal: KnowledgeRefusal | null }> {
  const chosen = chooseKnowledge(BUILT_IN, await getLatestKnowledge(s3, bucket), at);
  if (named === undefined || named.sha256 === chosen.used.sha256) return chosen;
  const document = await getKnowledgeDocument(s3, bucket, named.sha256);
  const recalled = recallKnowledge(named.sha256, BUILT_IN, document);
  return 'refusal' in recalled ? chosen : { ...recalled, refusal: chosen.refusal };
}

let clients: SendReportClients | undefined;

/** What Lambda calls. It catches nothing: the function's Errors metric has to tell the truth. */
export async function handler(event: unknown): Promise<SendReportResult> {
  const env = SendReportEnv.parse(process.env);
  clients ??= {
    s3: sdkClient(S3Client, {}),
    ses: sdkClient(SESv2Client, env.MAIL_REGION === undefined ? {} : { region: env.MAIL_REGION }),
    eventbridge: sdkClient(EventBridgeClient, {}),
    cloudwatch: sdkClient(CloudWatchClient, {}),
  };
  const due = SendReportEvent.parse(event);
  // Objects, since Lambda writes them as JSON as they are; an error carries the same request id as this line.
  console.log({ run: due.scheduledAt });
  const result = await sendReport(clients, env, due, { now: () => new Date(), newToken: randomUUID });
  console.log(allPrintable(result));
  return result;
}
