import type { LaunchOptions } from './launch.ts';
import { startProgram } from './program.ts';
import type { LatencyAnswer, LatencyQuestion } from './programs/latency-program.ts';

/** A client that does nothing but take the time of its requests. */
export interface LatencyClient {
  /** Requests of one connection each, evenly spaced over the time. */
  measure(question: LatencyQuestion): Promise<LatencyAnswer>;
  stop(): Promise<void>;
}

export function startLatencyClient(networkOf?: LaunchOptions['networkOf']): LatencyClient {
  const program = startProgram<LatencyQuestion, LatencyAnswer>('latency-program.ts', networkOf);
  return { measure: program.ask, stop: program.stop };
}
