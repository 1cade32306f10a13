/** MiB of memory of each function. */
export interface FunctionMemory {
  auditFleet: number;
  scoreFleet: number;
  sendReport: number;
}

/** MiB at which Lambda gives a function one whole vCPU: statistics are one thread's work. */
const WHOLE_CPU = 1769;
/** The most that Lambda has. */
const MOST = 10_240;

/**
 * The memory that the functions need for fleets of up to so many hosts, with a third to spare over what was measured
 * (docs/benchmarks.md, Scale).
 */
export function functionMemory(hosts: number): FunctionMemory {
  const grown = (base: number, perHost: number) => Math.min(MOST, Math.ceil(base + perHost * hosts));
  return {
    auditFleet: Math.max(512, grown(384, 0.05)),
    scoreFleet: Math.max(WHOLE_CPU, grown(1024, 0.1)),
    sendReport: Math.max(WHOLE_CPU, grown(1024, 0.1)),
  };
}
