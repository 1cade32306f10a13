import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Recordings = z.record(z.string(), z.object({ 'recorded-content': z.record(z.string(), z.unknown()) }));

/** One recorded answer of the real AWS: the entry whose test has this name, and the answer of this label in it. */
export function recorded(file: 'cloudwatch' | 's3-preconditions', test: string, label: string): unknown {
  const url = new URL(`../../../fixtures/aws-recordings/${file}.snapshot.json`, import.meta.url);
  const entries = Object.entries(Recordings.parse(JSON.parse(readFileSync(url, 'utf8'))));
  const entry = entries.find(([name]) => name.endsWith(`::${test}`))?.[1];
  const answer = entry?.['recorded-content'][label];
  if (answer === undefined) throw new Error(`no recording of ${test}, ${label}`);
  return answer;
}

/** An SDK answer in the form of the recordings: instants are placeholders, transport is left out but for the status. */
export function asRecorded({ $metadata, ...answer }: { $metadata: { httpStatusCode?: number } }): unknown {
  const metadata = { HTTPHeaders: {}, HTTPStatusCode: $metadata.httpStatusCode };
  return { ...(masked(answer) as object), ResponseMetadata: metadata };
}

function masked(value: unknown): unknown {
  if (value instanceof Date) return 'timestamp';
  if (Array.isArray(value)) {
    return value.length > 0 && value.every((item) => item instanceof Date) ? 'timestamp' : value.map(masked);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === 'Timestamps' ? 'timestamp' : masked(item)]),
  );
}
