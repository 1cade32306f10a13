import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Finding } from '../domain/assess/finding.ts';
import { findingText } from '../domain/assess/finding-text.ts';
import { printJson } from '../domain/records/ndjson.ts';
import { DETAIL_TYPES, EVENT_SOURCE } from '../telemetry.ts';

/** PutEvents takes 10 entries and 256 kB a call; evidence and reasons of one host are a few kB. */
const MAXIMUM_ENTRIES = 10;

/** Emits one event a finding on the default bus. Throws where EventBridge refuses one. */
export async function emitFindings(
  eventbridge: EventBridgeClient,
  findings: readonly Finding[],
  assessedAt: string,
): Promise<void> {
  for (let start = 0; start < findings.length; start += MAXIMUM_ENTRIES) {
    const Entries = findings
      .slice(start, start + MAXIMUM_ENTRIES)
      .map((finding) => entry(finding, assessedAt));
    const { FailedEntryCount = 0, Entries: results = [] } = await eventbridge.send(
      new PutEventsCommand({ Entries }),
    );
    if (FailedEntryCount > 0) {
      const refused = results.find(({ ErrorCode }) => ErrorCode !== undefined);
      throw new Error(`EventBridge refused ${FailedEntryCount} findings: ${refused?.ErrorCode}`);
    }
  }
}

const entry = (finding: Finding, assessedAt: string) => {
  const { id, change, verdict, because, host } = finding;
  const detail = { id, verdict, because, assessedAt, text: findingText(finding), host };
  return {
    Source: EVENT_SOURCE,
    DetailType: DETAIL_TYPES[change],
    Time: new Date(assessedAt),
    Detail: printJson(detail),
  };
};
