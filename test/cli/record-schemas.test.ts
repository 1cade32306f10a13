import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  acknowledgementSchema,
  binSchema,
  RECORD_SCHEMAS,
  sampleSchema,
  withdrawalSchema,
} from '../../cli/schemas/record-schemas.ts';
import { RECORD_TABLES } from '../../cli/schemas/sql-tables.ts';
import { ArchivedAcknowledgement } from '../../lambdas/domain/records/archived-acknowledgement.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { repositoryRoot } from '../files.ts';
import { FLEET } from './archives.ts';

const ajv = new Ajv2020({ allowUnionTypes: true });
ajv.addFormat('date-time', (text: string) => z.iso.datetime().safeParse(text).success);
const isSample = ajv.compile(JSON.parse(sampleSchema()));
const isBin = ajv.compile(JSON.parse(binSchema()));
const isAcknowledgement = ajv.compile(JSON.parse(acknowledgementSchema()));
const isWithdrawal = ajv.compile(JSON.parse(withdrawalSchema()));
const least = { schema: 1, runAt: '2026-11-22T16:05:00Z', hostId: 'lb-7', outcome: 'sampled' };

describe("the archive's records", () => {
  it.each([...RECORD_SCHEMAS, ...RECORD_TABLES])(
    '$path is up to date: npm run schemas writes it',
    ({ path, written }) => {
      expect(readFileSync(join(repositoryRoot, path), 'utf8')).toBe(written());
    },
  );

  it('have schemas that hold for what hosts say and what is derived of it', () => {
    for (const sample of FLEET.slice(0, 50)) expect(isSample(sample)).toBe(true);
    for (const bin of deriveBins(FLEET.slice(0, 50))) expect(isBin(bin)).toBe(true);
  });

  it.each([
    { sample: least, valid: true },
    { sample: { ...least, remark: 'of another program' }, valid: true },
    { sample: { ...least, processes: [{ pools: null, connections: { current: null } }] }, valid: true },
    { sample: { ...least, outcome: 'unreachable' }, valid: false },
    { sample: { ...least, outcome: 'unreachable', reason: 'Timeout' }, valid: true },
    { sample: { ...least, tcp: { memoryPages: 1.5 } }, valid: false },
    { sample: { ...least, tcp: { memoryPages: -1 } }, valid: false },
    { sample: { ...least, runAt: '2026-11-22 16:05' }, valid: false },
    { sample: { ...least, hostId: undefined }, valid: false },
  ])('say $valid to $sample', ({ sample, valid }) => {
    expect(isSample(JSON.parse(JSON.stringify(sample)))).toBe(valid);
  });

  const accepted = {
    schema: 1,
    target: 'edge-*',
    kinds: ['stuck-streams'],
    reason: 'the vendor has it',
    by: 'sre@example.com',
    acknowledgedAt: '2026-11-22T16:05:00Z',
    until: '2026-12-22T16:05:00Z',
  };
  it.each([
    { entry: accepted, valid: true },
    { entry: { ...accepted, kinds: undefined }, valid: true },
    { entry: { ...accepted, kinds: ['no-such-kind'] }, valid: false },
    { entry: { ...accepted, target: '*' }, valid: false },
    { entry: { ...accepted, until: 'tomorrow' }, valid: false },
    { entry: { ...accepted, remark: 'none' }, valid: false },
  ])('say $valid to $entry, as the reader does', ({ entry, valid }) => {
    const written = JSON.parse(JSON.stringify(entry));
    expect(isAcknowledgement(written)).toBe(valid);
    expect(ArchivedAcknowledgement.safeParse(written).success).toBe(valid);
  });

  it('say of a withdrawal what it withdraws', () => {
    const withdrawal = { schema: 1, id: '0123456789abcdef', by: 'sre', withdrawnAt: '2026-11-23T08:00:00Z' };
    expect(isWithdrawal(withdrawal)).toBe(true);
    expect(isWithdrawal({ ...withdrawal, id: undefined })).toBe(false);
  });

  it('describe their figures', () => {
    const { $defs } = JSON.parse(sampleSchema());
    expect($defs.Tcp.properties.memoryPressurePages.description).toContain('memory pressure');
    expect($defs.Process.properties.deadSockets.description).toContain('no socket table');
  });
});
