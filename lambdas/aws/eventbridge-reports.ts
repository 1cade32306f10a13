import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { printJson } from '../domain/records/ndjson.ts';
import { EVENT_SOURCE, REPORT_DETAIL_TYPE } from '../telemetry.ts';

export interface ReadyReport {
  /** `2026-W48` */
  week: string;
  /** The report's headline, as a mail would have it as its subject. */
  subject: string;
  /** Where the console shows it. */
  url: string;
  fleet: string;
}

/**
 * Says on the default bus that a report lies in the archive.
 * @returns the event's id
 * @throws where EventBridge refuses it
 */
export async function announceReport(
  eventbridge: EventBridgeClient,
  report: ReadyReport,
  at: Date,
): Promise<string> {
  const { Entries: [entry] = [] } = await eventbridge.send(
    new PutEventsCommand({
      Entries: [
        { Source: EVENT_SOURCE, DetailType: REPORT_DETAIL_TYPE, Time: at, Detail: printJson(report) },
      ],
    }),
  );
  if (entry?.EventId === undefined)
    throw new Error(`EventBridge refused the report's event: ${entry?.ErrorCode}`);
  return entry.EventId;
}
