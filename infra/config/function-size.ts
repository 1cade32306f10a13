import { archivingSeconds, auditDeadlineSeconds } from '../../lambdas/domain/records/command-time.ts';

/** What a function is given. */
export interface FunctionSize {
  memoryMiB: number;
  timeoutMinutes: number;
}

/** MiB at which Lambda gives a function one whole vCPU: statistics are one thread's work. */
const WHOLE_CPU = 1769;
/** The most that Lambda has, in MiB. */
export const MAXIMUM_MEMORY = 10_240;
/** What an account lets a function have until AWS raises it, in MiB. */
export const INITIAL_MEMORY_QUOTA = 3_008;
/** Hosts of one account and region, which one function audits and judges. */
export const LARGEST_PLACE = 50_000;
/** Hosts of an organization: as many as were measured (docs/benchmarks.md, Many accounts and regions). */
export const LARGEST_FLEET = 100_000;
/** Hosts of many accounts and regions that one function scores: less than was measured (docs/benchmarks.md, Many accounts and regions). */
export const SCORED_TOGETHER = 20_000;
/** Five minutes: a smaller fleet needs less, and no period is shorter. */
const MINIMUM_AUDIT_MINUTES = 5;

/** No audit comes more often: a watch never runs into the next. */
const WATCH_MINUTES = 5;

/** Shards that are judged at once: a part of the 1,000 functions that an account may run. */
export const SHARDS_TOGETHER = 40;

/** Whether a scoring takes more than one function: each shard of places has one of its own. */
export const isInShards = (config: { largestFleet: number; organization?: object | undefined }): boolean =>
  config.organization !== undefined && config.largestFleet > SCORED_TOGETHER;

/** Of a fleet of so many hosts, the most that one audit asks. */
const inOnePlace = (hosts: number): number => Math.min(hosts, LARGEST_PLACE);

/**
 * What the functions need for a fleet of up to so many hosts: an eighth more memory at least than was measured
 * (docs/benchmarks.md, Scale), and the time to wait for all answers and to read them.
 */
export function functionSizes(
  hosts: number,
): Readonly<Record<'audit' | 'judge' | 'score' | 'report' | 'watch', FunctionSize>> {
  const ofPlace = inOnePlace(hosts);
  const grown = (base: number, perHost: number, number: number) =>
    Math.min(MAXIMUM_MEMORY, Math.ceil(base + perHost * number));
  const statistics = (number: number) => ({
    memoryMiB: Math.max(WHOLE_CPU, grown(1024, 0.1, number)),
    timeoutMinutes: 15,
  });
  return {
    audit: { memoryMiB: Math.max(512, grown(384, 0.06, ofPlace)), timeoutMinutes: auditMinutes(ofPlace) },
    judge: statistics(ofPlace),
    // Of more hosts than one place has it joins what others judged, without their bins.
    score: statistics(ofPlace),
    report: statistics(hosts),
    // Of some places at once it has the samples of two runs, as an audit has of one.
    watch: { memoryMiB: Math.max(1024, grown(384, 0.06, hosts)), timeoutMinutes: WATCH_MINUTES },
  };
}

const auditMinutes = (hosts: number): number =>
  Math.max(MINIMUM_AUDIT_MINUTES, Math.ceil((auditDeadlineSeconds(hosts) + archivingSeconds(hosts)) / 60));

/** The latest deadline that leaves an audit of so many hosts, cut off at its timeout, the time to archive its samples. */
export const latestDeadlineSeconds = (hosts: number): number =>
  60 * auditMinutes(inOnePlace(hosts)) - archivingSeconds(inOnePlace(hosts));

/** Seconds after which an audit gives up silent hosts: as configured, or as long as SSM may need for the largest fleet. */
export const deadlineOf = (config: { deadlineSeconds?: number | undefined; largestFleet: number }): number =>
  config.deadlineSeconds ?? auditDeadlineSeconds(inOnePlace(config.largestFleet));
