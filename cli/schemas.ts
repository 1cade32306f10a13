import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSESSMENT_SCHEMA, assessmentSchema } from './schemas/assessment-schema.ts';
import { CONFIG_SCHEMA, configSchema } from './schemas/config-schema.ts';

const REPOSITORY = join(import.meta.dirname, '..');

writeFileSync(join(REPOSITORY, ASSESSMENT_SCHEMA), assessmentSchema());
writeFileSync(join(REPOSITORY, CONFIG_SCHEMA), configSchema());
