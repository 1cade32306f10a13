import type { LaunchOptions } from './launch.ts';
import { startProgram } from './program.ts';
import type { OriginCounts, OriginPorts, OriginQuestion } from './programs/origin-program.ts';

/** What stands behind a proxy under test, in a process of its own. */
export interface Origin {
  readonly pid: number;
  readonly ports: OriginPorts;
  /** Connections that are open now. */
  counts(): Promise<OriginCounts>;
  stop(): Promise<void>;
}

/** Starts the origin on free ports of 127.0.0.1 (of the given network). */
export async function startOrigin(networkOf?: LaunchOptions['networkOf']): Promise<Origin> {
  const program = startProgram<OriginQuestion, OriginPorts & OriginCounts>('origin-program.ts', networkOf);
  const ports = await program.ask('ports');
  return { pid: program.pid, ports, counts: () => program.ask('counts'), stop: program.stop };
}
