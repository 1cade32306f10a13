import * as z from 'zod';
import { AuditorConfig } from '../../infra/config.ts';
import { jsonSchemaOf } from './json-schema.ts';

export const CONFIG_SCHEMA = 'docs/config.schema.json';

const Fleets = z.union([AuditorConfig, z.array(AuditorConfig).min(1)]);

/** The JSON Schema of a whole cdk.json, for editors: what stands beside `context.auditor` is CDK's own and free. */
export function configSchema(): string {
  const { $schema, $defs, ...auditor } = jsonSchemaOf(Fleets, { keepsPatterns: true });
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
