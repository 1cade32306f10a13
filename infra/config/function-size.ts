/** What a function is given. */
export interface FunctionSize {
  memoryMiB: number;
  timeoutMinutes: number;
}

/** MiB at which Lambda gives a function one whole vCPU: statistics are one thread's work. */
const WHOLE_CPU = 1769;
/** The most that Lambda has. */
const MAXIMUM = 10_240;
/** Pages of 50 answers, 0.15 s each, come on top of the wait for silent hosts: 20,000 hosts take a minute. */
const LARGE = 20_000;

/**
 * What the functions need for a fleet of up to so many hosts: an eighth more memory at least than was measured
 * (docs/benchmarks.md, Scale), and the time to read every host's answer after the longest deadline.
 */
export function functionSizes(hosts: number): Readonly<Record<'audit' | 'score' | 'report', FunctionSize>> {
  const grown = (base: number, perHost: number) => Math.min(MAXIMUM, Math.ceil(base + perHost * hosts));
  const statistics = { memoryMiB: Math.max(WHOLE_CPU, grown(1024, 0.1)), timeoutMinutes: 15 };
  return {
    audit: { memoryMiB: Math.max(512, grown(384, 0.06)), timeoutMinutes: hosts > LARGE ? 10 : 5 },
    score: statistics,
    report: statistics,
  };
}
