import { randomUUID } from 'node:crypto';
import type { PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { createJsonApi } from './json-api.ts';

/** An event of the default bus. */
export interface StoredEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  readonly at: Date;
}

const Entry = z.object({
  Source: z.string().min(1),
  DetailType: z.string().min(1).max(128),
  Detail: z.string(),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
  EventBusName: z.string().optional(),
});

const PutEventsInput = z.object({ Entries: z.array(Entry).min(1).max(10) });

/** EventBridge counts source, detail type, detail, resources and 14 bytes for the time. */
const MAXIMUM_ENTRY_BYTES = 262_144;

export interface EventBridge {
  readonly api: EmbeddedApi;
  /** All events that were accepted, in order. */
  events(): readonly StoredEvent[];
}

/** EventBridge of the embedded endpoint: PutEvents on the default bus, and what it took. */
export function createEventBridge(now: () => Date): EventBridge {
  const stored: StoredEvent[] = [];

  function putEvents(input: unknown): Omit<PutEventsCommandOutput, '$metadata'> {
    const { Entries } = parseInput(PutEventsInput, input);
    const bytes = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > MAXIMUM_ENTRY_BYTES) {
      throw new AwsError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const results = Entries.map((entry) => {
      const refusal = refusalOf(entry);
      if (refusal !== undefined) return refusal;
      stored.push({
        source: entry.Source,
        detailType: entry.DetailType,
        detail: JSON.parse(entry.Detail),
        resources: entry.Resources,
        at: entry.Time === undefined ? now() : new Date(entry.Time * 1000),
      });
      return { EventId: randomUUID() };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  const api = createJsonApi({
    name: 'events',
    signingName: 'events',
    version: '1.1',
    target: 'AWSEvents',
    bodyLimitBytes: 1024 * 1024,
    operations: { PutEvents: putEvents },
  });
  return { api, events: () => stored };
}

/** EventBridge refuses single entries, and takes the others of the call. */
function refusalOf(entry: z.infer<typeof Entry>): { ErrorCode: string; ErrorMessage: string } | undefined {
  if (entry.Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (!isJsonObject(entry.Detail)) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  return undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function sizeOf(entry: z.infer<typeof Entry>): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), entry.Time === undefined ? 0 : 14);
}
