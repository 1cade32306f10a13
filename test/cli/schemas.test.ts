import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ASSESSMENT_SCHEMA, assessmentSchema } from '../../cli/schemas/assessment-schema.ts';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { syntheticBins } from '../domain/synthetic-bins.ts';
import { repositoryRoot } from '../files.ts';

const schema = JSON.parse(assessmentSchema());
const ajv = new Ajv2020({ allowUnionTypes: true });
ajv.addFormat('date-time', (text: string) => z.iso.datetime().safeParse(text).success);
const validate = ajv.compile(schema);

const BINS = [
  syntheticBins(1, { days: 14, stuckPerDay: 200 }),
  syntheticBins(2, { days: 14 }),
  syntheticBins(3, { days: 1 }),
  syntheticBins(4, { days: 14, upgradeOnDay: 7, stuckPerDay: 200 }),
].flat();
const assessment = assessFleet(BINS, {
  at: new Date('2026-10-15T00:00:00Z'),
  knowledge,
  before: null,
  acknowledgements: [{ target: 'i-1', reason: 'known', until: '2026-11-01T00:00:00Z' }],
});

describe('the schema of an assessment', () => {
  it('is up to date: npm run schemas writes it', () => {
    expect(readFileSync(join(repositoryRoot, ASSESSMENT_SCHEMA), 'utf8')).toBe(assessmentSchema());
  });

  it('holds for what scoring writes', () => {
    expect(assessment.hosts.length).toBeGreaterThan(2);
    validate(JSON.parse(JSON.stringify(assessment)));
    expect(validate.errors).toBeNull();
  });

  it('takes fields that it does not know', () => {
    expect(validate({ ...assessment, remark: 'of another version' })).toBe(true);
  });

  it.each([
    { what: 'no hosts', change: { hosts: undefined } },
    { what: 'another schema', change: { schema: 2 } },
    { what: 'an instant without a zone', change: { assessedAt: '2026-10-15T00:00:00' } },
    {
      what: 'an action that there is not',
      change: {
        hosts: assessment.hosts.map((host) => ({
          ...host,
          recommendation: { ...host.recommendation, action: 'pray' },
        })),
      },
    },
  ])('refuses $what', ({ change }) => {
    expect(validate(JSON.parse(JSON.stringify({ ...assessment, ...change })))).toBe(false);
  });

  it('describes schemas and their fields', () => {
    const { AssessedHost, AcknowledgementState } = schema.$defs;
    expect(schema.description).toBe('What 28 days of bins say of a fleet at an instant.');
    expect(schema.properties.fleet.properties.score.description).toContain('The highest host score');
    expect(schema.properties.fleet.properties.hosts.description).toBeUndefined();
    expect(AssessedHost.properties.verification.description).toContain('ended a leak');
    expect(AcknowledgementState.description).toContain('`unknown` matches no host');
  });
});
