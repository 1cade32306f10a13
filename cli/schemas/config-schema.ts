import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { AlarmMute, AlarmsConfig } from '../../infra/config/alarms.ts';
import { ReportConfig } from '../../infra/config/report.ts';
import { AuditorConfig } from '../../infra/config.ts';
import { Acknowledgement } from '../../lambdas/domain/records/acknowledgement.ts';
import { commentsOf, describe, type JsonSchema } from './comments.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/** Where the configuration's parts are described, by the comments beside them. */
const SOURCES = [
  'infra/config.ts',
  'infra/config/report.ts',
  'infra/config/alarms.ts',
  'lambdas/domain/records/acknowledgement.ts',
];
const PARTS = { AlarmMute, AlarmsConfig, ReportConfig, Acknowledgement };

export const CONFIG_SCHEMA = 'docs/config.schema.json';

/**
 * The JSON Schema (2020-12) of a whole cdk.json, for editors: what stands beside `context.auditor` is CDK's own and free.
 */
export function configSchema(): string {
  const metadata = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(PARTS)) metadata.add(schema, { id });
  const { $schema, $defs, ...auditor } = z.toJSONSchema(AuditorConfig, {
    io: 'input',
    metadata,
    override: ({ jsonSchema }) => {
      // What every whole number of JavaScript is.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const sources = SOURCES.map((path) => readFileSync(join(REPOSITORY, path), 'utf8'));
  const comments = commentsOf(sources.join('\n'));
  for (const [name, part] of Object.entries({ AuditorConfig: auditor, ...$defs })) {
    describe(part as JsonSchema, name, comments);
  }
  const schema = {
    $schema,
    title: 'cdk.json of haproxy-fleet-auditor',
    type: 'object',
    properties: { context: { type: 'object', properties: { auditor }, required: ['auditor'] } },
    required: ['context'],
    $defs,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
