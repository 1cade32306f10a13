import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSESSMENT_SCHEMA, assessmentSchema } from './schemas/assessment-schema.ts';
import { CONFIG_SCHEMA, configSchema } from './schemas/config-schema.ts';
import { RECORD_SCHEMAS } from './schemas/record-schemas.ts';
import { RECORD_TABLES } from './schemas/sql-tables.ts';

const REPOSITORY = join(import.meta.dirname, '..');

for (const { path, written } of [
  { path: ASSESSMENT_SCHEMA, written: assessmentSchema },
  { path: CONFIG_SCHEMA, written: configSchema },
  ...RECORD_SCHEMAS,
  ...RECORD_TABLES,
]) {
  writeFileSync(join(REPOSITORY, path), written());
}
