import type * as z from 'zod';
import {
  ArchivedAcknowledgement,
  Withdrawal,
} from '../../lambdas/domain/records/archived-acknowledgement.ts';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** The JSON Schema of a line below `samples/`: what any program may write for `auditor score` to read. */
export const sampleSchema = (): string => printed(Sample, 'Sample of an HAProxy host, one line a run');

/** The JSON Schema of a line below `bins/`. */
export const binSchema = (): string => printed(Bin, 'Three hours of an HAProxy host, one line a host');

/** The JSON Schema of an object below `acknowledgements/`, and of one that withdraws it. */
export const acknowledgementSchema = (): string =>
  printed(ArchivedAcknowledgement, 'Finding that a person has accepted');
export const withdrawalSchema = (): string => printed(Withdrawal, 'Withdrawal of an acknowledgement');

/** Where each stands. */
export const RECORD_SCHEMAS = [
  { path: 'docs/sample.schema.json', written: sampleSchema },
  { path: 'docs/bin.schema.json', written: binSchema },
  { path: 'docs/acknowledgement.schema.json', written: acknowledgementSchema },
  { path: 'docs/withdrawal.schema.json', written: withdrawalSchema },
] as const;

function printed(record: z.ZodType, title: string): string {
  const { $schema, ...schema } = jsonSchemaOf(record, { keepsPatterns: false });
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
