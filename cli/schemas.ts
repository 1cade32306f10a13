import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import * as acknowledgement from '../lambdas/domain/records/acknowledgement.ts';
import * as assessment from '../lambdas/domain/records/assessment.ts';
import * as evidence from '../lambdas/domain/records/evidence.ts';
import * as recommendation from '../lambdas/domain/records/recommendation.ts';
import * as rollout from '../lambdas/domain/records/rollout-plan.ts';
import * as verification from '../lambdas/domain/records/verification.ts';
import { commentsOf, describe, type JsonSchema } from './schemas/comments.ts';
import { CONFIG_SCHEMA, configSchema } from './schemas/config-schema.ts';

const REPOSITORY = join(import.meta.dirname, '..');

/** Where the assessment's parts are described, by the comments beside them. */
const MODULES = {
  assessment,
  acknowledgement,
  evidence,
  recommendation,
  'rollout-plan': rollout,
  verification,
};

export const ASSESSMENT_SCHEMA = 'docs/assessment.schema.json';

/**
 * The JSON Schema (2020-12) of what `auditor score --json` prints and `assessments/` holds. Readers accept fields that
 * they don't know, and so does the schema.
 */
export function assessmentSchema(): string {
  const metadata = z.registry<{ id: string }>();
  const sources = Object.entries(MODULES).map(([name, exported]) => {
    for (const [id, schema] of Object.entries(exported)) {
      if (schema instanceof z.ZodType && id !== 'Assessment') metadata.add(schema, { id });
    }
    return readFileSync(join(REPOSITORY, `lambdas/domain/records/${name}.ts`), 'utf8');
  });
  const { $schema, ...schema } = z.toJSONSchema(assessment.Assessment, {
    io: 'input',
    metadata,
    override: ({ jsonSchema }) => {
      // What every whole number of JavaScript is, and what the format says already.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  const comments = commentsOf(sources.join('\n'));
  for (const [name, part] of Object.entries({ Assessment: schema, ...schema.$defs })) {
    describe(part as JsonSchema, name, comments);
  }
  const title = 'Assessment of a fleet by haproxy-fleet-auditor';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}

if (import.meta.main) {
  writeFileSync(join(REPOSITORY, ASSESSMENT_SCHEMA), assessmentSchema());
  writeFileSync(join(REPOSITORY, CONFIG_SCHEMA), configSchema());
}
