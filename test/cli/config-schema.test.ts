import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA, configSchema } from '../../cli/schemas/config-schema.ts';
import { repositoryRoot } from '../files.ts';
import { leastConfig } from '../infra/least-config.ts';

const parse = (path: string) => JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8'));

// The formats that it names stand beside patterns that say the same.
const isValid = new Ajv2020({ validateFormats: false }).compile(parse(CONFIG_SCHEMA));

describe('the schema of the configuration', () => {
  it('is up to date: npm run schemas writes it', () => {
    expect(readFileSync(join(repositoryRoot, CONFIG_SCHEMA), 'utf8')).toBe(configSchema());
  });

  it('describes each setting for whoever hovers over it', () => {
    const { AuditorConfig } = parse(CONFIG_SCHEMA).$defs;
    expect(AuditorConfig.properties.retentionDays.description).toMatch(/^Days to keep samples/);
    const { ReportConfig } = parse(CONFIG_SCHEMA).$defs;
    expect(ReportConfig.properties.sender.description).toBe(
      'Address that the report comes from; needed for `mail`.',
    );
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
    { auditor: { ...leastConfig, report: { delivery: 'topic' } }, valid: true },
    { auditor: { report: leastConfig.report }, valid: false },
    { auditor: [leastConfig, { ...leastConfig, name: 'internal' }], valid: true },
    { auditor: [], valid: false },
    { auditor: { ...leastConfig, name: 'Internal' }, valid: false },
  ])('says $valid to $auditor', ({ auditor, valid }) => {
    expect(isValid({ app: 'node infra/app.ts', context: { auditor } })).toBe(valid);
  });
});
