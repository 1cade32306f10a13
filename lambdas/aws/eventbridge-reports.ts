import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { ChatNotification } from '../domain/assess/chat-notification.ts';
import { REPORT_DETAIL_TYPE } from '../telemetry.ts';
import { eventEntry, putEvents } from './eventbridge-events.ts';

export interface ReadyReport {
  /** `2026-W48` */
  week: string;
  /** The report's headline, as a mail would have it as its subject. */
  subject: string;
  /** Where the console shows it. */
  url: string;
  fleet: string;
  /** A chat's own form of it. */
  chat: ChatNotification;
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
  const [id] = await putEvents(eventbridge, [eventEntry(REPORT_DETAIL_TYPE, report, at)]);
  if (id === undefined) throw new Error("EventBridge gave the report's event no id");
  return id;
}
