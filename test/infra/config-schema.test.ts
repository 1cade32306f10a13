import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../infra/config/json-schema.ts';
import { repositoryRoot } from '../files.ts';
import { leastConfig } from './least-config.ts';

const parse = (path: string) => JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8'));

// The formats that it names stand beside patterns that say the same.
const isValid = new Ajv2020({ validateFormats: false }).compile(parse('docs/config.schema.json'));

describe('docs/config.schema.json', () => {
  it('is what `npm run schemas:config` writes', () => {
    expect(parse('docs/config.schema.json')).toEqual(JSON.parse(JSON.stringify(configSchema())));
  });

  it('accepts the cdk.json in the repository', () => {
    expect(isValid(parse('cdk.json'))).toBe(true);
  });

  it.each([
    { auditor: leastConfig, valid: true },
    { auditor: { ...leastConfig, alarms: { coveragePercent: 95 } }, valid: true },
    { auditor: { ...leastConfig, alarms: { coverage: 95 } }, valid: false },
    { auditor: { ...leastConfig, retentionDays: 34 }, valid: false },
    { auditor: { ...leastConfig, report: { sender: 'auditor@example.org' } }, valid: false },
    { auditor: { report: leastConfig.report }, valid: false },
  ])('says $valid to $auditor', ({ auditor, valid }) => {
    expect(isValid({ app: 'node infra/app.ts', context: { auditor } })).toBe(valid);
  });
});
