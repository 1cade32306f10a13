import * as z from 'zod';
import { HostConfiguration } from '../records/bin.ts';
import { Interval, SecondsToPressure } from '../records/evidence.ts';
import { hostRef } from '../records/host-key.ts';
import { HostLevels } from '../records/host-levels.ts';
import { HostLimit, NearestLimit } from '../records/limit.ts';
import { type ParseResult, parseLines, printJson } from '../records/ndjson.ts';
import { VERDICTS } from '../records/verdict.ts';
import { HostVerification } from '../records/verification.ts';
import type { Check } from '../scoring/checks/check.ts';
import { GROWTH_CHECKS } from '../scoring/checks/index.ts';
import type { LoneHost } from './lone-host.ts';

/** JSON has no number that is none or has no end, and figures that are only weighed further on may be such. */
const figure = z.codec(
  z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]),
  z.custom<number>((value) => typeof value === 'number'),
  {
    decode: (stored) => Number(stored),
    encode: (value) => (Number.isFinite(value) ? value : (String(value) as 'NaN')),
  },
);

const checks = z.codec(z.base64(), z.instanceof(Float32Array), {
  decode: (text) => new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer),
  encode: ({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
});

const CHECKS_BY_NAME: ReadonlyMap<string, Check> = new Map(GROWTH_CHECKS.map((check) => [check.name, check]));

const check = z.codec(
  z.string().refine((name) => CHECKS_BY_NAME.has(name), 'expected the name of a check'),
  z.custom<Check>(),
  { decode: (name) => CHECKS_BY_NAME.get(name) as Check, encode: ({ name }) => name },
);

const slope = z.object({ estimate: figure, standardError: figure });

/** A lone host as it is handed from one function to another. Readings of the archive have schemas of their own. */
const LoneHostLine = z.object({
  host: z.object({
    ...hostRef,
    role: z.string().nullable(),
    name: z.string().nullable(),
    availabilityZone: z.string().nullable(),
    reachable: z.boolean(),
    answeredAt: z.string().nullable(),
  }),
  lastAt: z.string(),
  usableAt: z.string().nullable(),
  measured: z.object({
    hostId: z.string(),
    role: z.string().nullable(),
    version: z.string().nullable(),
    memoryGrowthBytesPerDay: Interval.nullable(),
    relativeGrowthPerDay: slope.nullable(),
    secondsToPressure: SecondsToPressure.nullable(),
    levels: HostLevels.nullable(),
    restartEverySeconds: z.number().nullable(),
    limits: z.array(HostLimit),
    nearestLimit: NearestLimit.nullable(),
    nearLimit: z.boolean(),
    daysObserved: z.number(),
    window: z.object({ from: z.string(), to: z.string() }),
    checks,
    facts: z.object({
      days: z.number(),
      isObservable: z.boolean(),
      restartsApart: z.number(),
      reachesLimitSoon: z.boolean(),
      otherwise: z.enum(VERDICTS),
    }),
  }),
  standing: z.object({
    package: z.string().nullable(),
    config: HostConfiguration.nullable(),
    notes: z.array(z.string()),
    stoppingWorkers: z.number(),
    shareOfPressure: figure.nullable(),
  }),
  changes: z.array(
    z.object({
      change: z.object({ changedAt: z.string(), from: z.string(), to: z.string(), isLast: z.boolean() }),
      verification: HostVerification,
      decisive: z.object({ check, before: slope, after: slope, daysAfter: z.number() }).nullable(),
      isUnjudgedBefore: z.literal(true).optional(),
    }),
  ),
  load: figure.nullable(),
  leakProbability: figure,
}) satisfies z.ZodType<LoneHost>;

/** One line, the same in the same order; what it reads back as judges no differently. */
export const printLoneHost = (host: LoneHost): string =>
  `${printJson(z.encode(LoneHostLine, host as z.output<typeof LoneHostLine>))}\n`;

/** Reads lines of {@link printLoneHost}. */
export const parseLoneHosts = (text: string, file: string, firstLine = 1): ParseResult<LoneHost> =>
  parseLines(LoneHostLine, text, file, firstLine);
