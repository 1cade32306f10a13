import type * as z from 'zod';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { jsonSchemaOf } from './json-schema.ts';

export const SAMPLE_SCHEMA = 'docs/sample.schema.json';
export const BIN_SCHEMA = 'docs/bin.schema.json';

/** The JSON Schema of a line below `samples/`: what any program may write for `auditor score` to read. */
export const sampleSchema = (): string => printed(Sample, 'Sample of an HAProxy host, one line a run');

/** The JSON Schema of a line below `bins/`. */
export const binSchema = (): string => printed(Bin, 'Three hours of an HAProxy host, one line a host');

function printed(record: z.ZodType, title: string): string {
  const { $schema, ...schema } = jsonSchemaOf(record, { keepsPatterns: false });
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
