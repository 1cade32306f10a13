import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { Digest } from '../domain/assess/digest.ts';
import type { ChatNotification } from '../domain/assess/digest-text.ts';
import type { Finding } from '../domain/assess/finding.ts';
import { findingText } from '../domain/assess/finding-text.ts';
import { printJson } from '../domain/records/ndjson.ts';
import { DETAIL_TYPES, DIGEST_DETAIL_TYPE, EVENT_SOURCE } from '../telemetry.ts';

/** PutEvents takes 10 entries and 256 kB a call; evidence and reasons of one host are a few kB. */
const MAXIMUM_ENTRIES = 10;

/** Of which fleet, and by which scoring. */
export interface EventContext {
  fleet: string;
  assessedAt: string;
}

/**
 * Emits one event on the default bus for each finding that opened or closed; of those that got worse the digest tells.
 * Throws where EventBridge refuses one.
 */
export async function emitFindings(
  eventbridge: EventBridgeClient,
  findings: readonly Finding[],
  context: EventContext,
): Promise<void> {
  const entries = findings.flatMap((finding) => findingEntry(finding, context));
  for (let start = 0; start < entries.length; start += MAXIMUM_ENTRIES)
    await put(eventbridge, entries.slice(start, start + MAXIMUM_ENTRIES));
}

/** Emits the digest of a scoring, with the text that people get and a chat's own form of it. */
export async function emitDigest(
  eventbridge: EventBridgeClient,
  { opened, worse, closed, open }: Digest,
  texts: { subject: string; text: string; url: string; chat: ChatNotification },
  { fleet, assessedAt }: EventContext,
): Promise<void> {
  const counts = { opened: opened.length, worse: worse.length, closed: closed.length, open };
  const detail = { id: texts.chat.id, fleet, assessedAt, ...counts, ...texts };
  await put(eventbridge, [entry(DIGEST_DETAIL_TYPE, detail, assessedAt)]);
}

function findingEntry(finding: Finding, { fleet, assessedAt }: EventContext): PutEventsRequestEntry[] {
  const { id, key, change, verdict, because, host } = finding;
  if (change === 'worse') return [];
  const text = findingText(finding);
  const detail = { id, key, fleet, change, verdict, because, assessedAt, text, host };
  return [entry(DETAIL_TYPES[change], detail, assessedAt)];
}

const entry = (detailType: string, detail: object, assessedAt: string): PutEventsRequestEntry => ({
  Source: EVENT_SOURCE,
  DetailType: detailType,
  Time: new Date(assessedAt),
  Detail: printJson(detail),
});

async function put(eventbridge: EventBridgeClient, Entries: PutEventsRequestEntry[]): Promise<void> {
  const { FailedEntryCount = 0, Entries: results = [] } = await eventbridge.send(
    new PutEventsCommand({ Entries }),
  );
  if (FailedEntryCount === 0) return;
  const refused = results.find(({ ErrorCode }) => ErrorCode !== undefined);
  throw new Error(`EventBridge refused ${FailedEntryCount} events: ${refused?.ErrorCode}`);
}
