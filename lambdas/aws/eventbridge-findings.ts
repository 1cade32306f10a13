import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ChatNotification } from '../domain/assess/chat-notification.ts';
import type { Digest } from '../domain/assess/digest.ts';
import { dedupKeyOf, type Finding } from '../domain/assess/finding.ts';
import { findingText, line } from '../domain/assess/finding-text.ts';
import type { Whereabouts } from '../domain/records/whereabouts.ts';
import { DETAIL_TYPES, DIGEST_DETAIL_TYPE } from '../telemetry.ts';
import { eventEntry, putEvents } from './eventbridge-events.ts';

/** Of which fleet, and by which scoring. */
export interface EventContext {
  fleet: string;
  assessedAt: string;
  whereabouts: Whereabouts;
}

/**
 * Emits one event on the default bus for each finding that opened, got worse or closed.
 * @throws where EventBridge refuses one
 */
export async function emitFindings(
  eventbridge: EventBridgeClient,
  findings: readonly Finding[],
  context: EventContext,
): Promise<void> {
  await putEvents(
    eventbridge,
    findings.map((finding) => findingEntry(finding, context)),
  );
}

/** Emits the digest of a scoring, with the text that people get and a chat's own form of it. */
export async function emitDigest(
  eventbridge: EventBridgeClient,
  { opened, worse, closed, open }: Digest,
  texts: { subject: string; text: string; url: string; chat: ChatNotification },
  { fleet, assessedAt }: Pick<EventContext, 'fleet' | 'assessedAt'>,
): Promise<void> {
  const counts = { opened: opened.length, worse: worse.length, closed: closed.length, open };
  const detail = { id: texts.chat.id, fleet, assessedAt, ...counts, ...texts };
  await putEvents(eventbridge, [eventEntry(DIGEST_DETAIL_TYPE, detail, new Date(assessedAt))]);
}

function findingEntry(
  finding: Finding,
  { fleet, assessedAt, whereabouts }: EventContext,
): PutEventsRequestEntry {
  const { id, key, change, rank, verdict, because, host } = finding;
  const dedupKey = dedupKeyOf(finding, fleet);
  const text = findingText(finding, whereabouts.of);
  const accountName = whereabouts.accountName(host);
  const detail = {
    ...{ id, key, dedupKey, fleet, change, rank, verdict, because, assessedAt, text, host },
    // A line as the texts are: people put it into EventBridge's templates too.
    ...(accountName !== null && { accountName: line(accountName) }),
  };
  return eventEntry(DETAIL_TYPES[change], detail, new Date(assessedAt));
}
