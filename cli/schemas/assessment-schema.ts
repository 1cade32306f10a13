import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { jsonSchemaOf } from './json-schema.ts';

export const ASSESSMENT_SCHEMA = 'docs/assessment.schema.json';

/**
 * The JSON Schema of what `auditor score --json` prints and `assessments/` holds. Readers accept fields that they don't
 * know, and so does the schema.
 */
export function assessmentSchema(): string {
  const { $schema, ...schema } = jsonSchemaOf(Assessment, { keepsPatterns: false });
  const title = 'Assessment of a fleet by haproxy-fleet-auditor';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
