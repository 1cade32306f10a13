import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { printJson } from '../domain/records/ndjson.ts';
import { EVENT_SOURCE } from '../telemetry.ts';

/** PutEvents takes 10 entries and 256 kB a call; evidence and reasons of one host are a few kB. */
const MAXIMUM_ENTRIES = 10;

/** An event of the auditor's own. */
export const eventEntry = (detailType: string, detail: object, at: Date): PutEventsRequestEntry => ({
  Source: EVENT_SOURCE,
  DetailType: detailType,
  Time: at,
  Detail: printJson(detail),
});

/**
 * Puts events on the default bus.
 * @returns their ids, in order
 * @throws where EventBridge refuses one
 */
export async function putEvents(
  eventbridge: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < entries.length; start += MAXIMUM_ENTRIES) {
    const { FailedEntryCount = 0, Entries: results = [] } = await eventbridge.send(
      new PutEventsCommand({ Entries: entries.slice(start, start + MAXIMUM_ENTRIES) }),
    );
    const refused = results.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (FailedEntryCount > 0)
      throw new Error(`EventBridge refused ${FailedEntryCount} events: ${refused?.ErrorCode}`);
    ids.push(...results.flatMap(({ EventId }) => EventId ?? []));
  }
  return ids;
}
