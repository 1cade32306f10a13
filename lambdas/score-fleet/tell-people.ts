import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import { consoleUrl } from '../aws/console-url.ts';
import { emitDigest } from '../aws/eventbridge-findings.ts';
import { type Attempt, deliverOnce } from '../aws/s3-delivery.ts';
import { type Archive, runAt } from '../aws/s3-history.ts';
import { putIf } from '../aws/s3-objects.ts';
import { getWatchedPlaces } from '../aws/s3-watched-places.ts';
import { publishNotice } from '../aws/sns-notices.ts';
import type { Digest } from '../domain/assess/digest.ts';
import { digestPlaces } from '../domain/assess/digest-places.ts';
import { digestChat, digestList, digestSubject, digestText } from '../domain/assess/digest-text.ts';
import { digestKey } from '../domain/records/archive.ts';
import { eventFleet } from '../domain/records/fleet-name.ts';
import type { ScoreFleetEnv } from './env.ts';

/**
 * Tells people of a scoring's findings once, by one event and one message, however often it runs: the list of all
 * findings is archived first, the message comes last.
 * @throws where another run is at it: it may have ended without a word, so the scoring is not done
 */
export async function tellPeople(
  { eventbridge, sns, archive }: { eventbridge: EventBridgeClient; sns: SNSClient; archive: Archive },
  env: ScoreFleetEnv,
  digest: Digest,
  attempt: Attempt,
): Promise<void> {
  const { s3, bucket, region } = archive;
  const fleet = eventFleet(archive.fleetName);
  const { assessedAt } = digest;
  const keyOf = (file: string) => digestKey(runAt(archive, assessedAt), file);
  const listKey = keyOf('digest.txt');
  const place = {
    fleet,
    region,
    listUrl: consoleUrl(archive, listKey),
    dashboardUrl: env.DASHBOARD_URL,
    runbookUrl: env.RUNBOOK_URL,
    ...(env.EVERY_PLACE && {
      placeLines: digestPlaces(await getWatchedPlaces(archive), assessedAt, digest.whereabouts),
    }),
  };
  const texts = {
    subject: digestSubject(digest, place),
    text: digestText(digest, place),
    url: place.listUrl,
    chat: digestChat(digest, place),
  };
  const delivery = await deliverOnce(archive, keyOf('delivery.json'), attempt, async () => {
    await putIf(s3, {
      Bucket: bucket,
      Key: listKey,
      Body: digestList(digest),
      ContentType: 'text/plain; charset=utf-8',
    });
    await emitDigest(eventbridge, digest, texts, { fleet, assessedAt });
    return publishNotice(sns, env.NOTIFY_TOPIC_ARN, { ...texts, json: texts.chat });
  });
  if (delivery === 'elsewhere')
    throw new Error(`another run is sending, or began to send, the digest of ${assessedAt}`);
}
