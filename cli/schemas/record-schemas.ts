import type * as z from 'zod';
import {
  ArchivedAcknowledgement,
  Withdrawal,
} from '../../lambdas/domain/records/archived-acknowledgement.ts';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { jsonSchemaOf } from './json-schema.ts';

export const SAMPLE_SCHEMA = 'docs/sample.schema.json';
export const BIN_SCHEMA = 'docs/bin.schema.json';
export const ACKNOWLEDGEMENT_SCHEMA = 'docs/acknowledgement.schema.json';
export const WITHDRAWAL_SCHEMA = 'docs/withdrawal.schema.json';

/** The JSON Schema of a line below `samples/`: what any program may write for `auditor score` to read. */
export const sampleSchema = (): string => printed(Sample, 'Sample of an HAProxy host, one line a run');

/** The JSON Schema of a line below `bins/`. */
export const binSchema = (): string => printed(Bin, 'Three hours of an HAProxy host, one line a host');

/** The JSON Schema of an object below `acknowledgements/`, and of one that withdraws it. */
export const acknowledgementSchema = (): string =>
  printed(ArchivedAcknowledgement, 'Finding that a person has accepted');
export const withdrawalSchema = (): string => printed(Withdrawal, 'Withdrawal of an acknowledgement');

function printed(record: z.ZodType, title: string): string {
  const { $schema, ...schema } = jsonSchemaOf(record, { keepsPatterns: false });
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
