import * as z from 'zod';
import { AuditorConfig } from '../config.ts';

/** JSON Schema of a whole cdk.json, for editors: what stands beside `context.auditor` is CDK's own and free. */
export function configSchema() {
  const { $schema, ...auditor } = z.toJSONSchema(AuditorConfig, { io: 'input' });
  return {
    $schema,
    title: 'cdk.json of haproxy-fleet-auditor',
    type: 'object',
    properties: {
      context: { type: 'object', properties: { auditor }, required: ['auditor'] },
    },
    required: ['context'],
  };
}
