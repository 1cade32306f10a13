import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSESSMENT_SCHEMA, assessmentSchema } from './schemas/assessment-schema.ts';
import { CONFIG_SCHEMA, configSchema } from './schemas/config-schema.ts';
import {
  ACKNOWLEDGEMENT_SCHEMA,
  acknowledgementSchema,
  BIN_SCHEMA,
  binSchema,
  SAMPLE_SCHEMA,
  sampleSchema,
  WITHDRAWAL_SCHEMA,
  withdrawalSchema,
} from './schemas/record-schemas.ts';
import { ATHENA_TABLES, athenaTables, DUCKDB_TABLES, duckdbTables } from './schemas/sql-tables.ts';

const REPOSITORY = join(import.meta.dirname, '..');

writeFileSync(join(REPOSITORY, ASSESSMENT_SCHEMA), assessmentSchema());
writeFileSync(join(REPOSITORY, CONFIG_SCHEMA), configSchema());
writeFileSync(join(REPOSITORY, SAMPLE_SCHEMA), sampleSchema());
writeFileSync(join(REPOSITORY, BIN_SCHEMA), binSchema());
writeFileSync(join(REPOSITORY, ACKNOWLEDGEMENT_SCHEMA), acknowledgementSchema());
writeFileSync(join(REPOSITORY, WITHDRAWAL_SCHEMA), withdrawalSchema());
writeFileSync(join(REPOSITORY, DUCKDB_TABLES), duckdbTables());
writeFileSync(join(REPOSITORY, ATHENA_TABLES), athenaTables());
