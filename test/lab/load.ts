import type { LaunchOptions } from './launch.ts';
import { startProgram } from './program.ts';
import type { LoadCounts, LoadPlan, LoadQuestion } from './programs/load-plan.ts';

/** Clients of a proxy under test, in a process of their own. */
export interface Load {
  readonly pid: number;
  /** Opens what the plan says; resolves when every connection is established end to end. */
  open(plan: LoadPlan): Promise<LoadCounts>;
  /**
   * From here on no connection opens or closes: short requests stop (those under way are waited for), everything
   * else stays as it is. What already flows goes on flowing.
   */
  freeze(): Promise<LoadCounts>;
  counts(): Promise<LoadCounts>;
  /** Closes every connection. */
  close(): Promise<LoadCounts>;
  stop(): Promise<void>;
}

/** Starts a client process; it opens nothing before it is told to. */
export function startLoad(networkOf?: LaunchOptions['networkOf']): Load {
  const program = startProgram<LoadQuestion, LoadCounts>('load-program.ts', networkOf);
  return {
    pid: program.pid,
    open: (plan) => program.ask({ do: 'open', plan }),
    freeze: () => program.ask({ do: 'freeze' }),
    counts: () => program.ask({ do: 'count' }),
    close: () => program.ask({ do: 'close' }),
    stop: program.stop,
  };
}
