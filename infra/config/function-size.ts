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
/** Five minutes: a smaller fleet needs less, and no period is shorter. */
const MINIMUM_AUDIT_MINUTES = 5;

/**
 * What the functions need for a fleet of up to so many hosts: an eighth more memory at least than was measured
 * (docs/benchmarks.md, Scale), and the time to wait for all answers and to read them.
 */
export function functionSizes(hosts: number): Readonly<Record<'audit' | 'score' | 'report', FunctionSize>> {
  const grown = (base: number, perHost: number) =>
    Math.min(MAXIMUM_MEMORY, Math.ceil(base + perHost * hosts));
  const statistics = { memoryMiB: Math.max(WHOLE_CPU, grown(1024, 0.1)), timeoutMinutes: 15 };
  return {
    audit: { memoryMiB: Math.max(512, grown(384, 0.06)), timeoutMinutes: auditMinutes(hosts) },
    score: statistics,
    report: statistics,
  };
}

const auditMinutes = (hosts: number): number =>
  Math.max(MINIMUM_AUDIT_MINUTES, Math.ceil((auditDeadlineSeconds(hosts) + archivingSeconds(hosts)) / 60));

/** The latest deadline that leaves an audit of so many hosts, cut off at its timeout, the time to archive its samples. */
export const latestDeadlineSeconds = (hosts: number): number =>
  60 * auditMinutes(hosts) - archivingSeconds(hosts);

/** Seconds after which an audit gives up silent hosts: as configured, or as long as SSM may need for the largest fleet. */
export const deadlineOf = (config: { deadlineSeconds?: number | undefined; largestFleet: number }): number =>
  config.deadlineSeconds ?? auditDeadlineSeconds(config.largestFleet);
