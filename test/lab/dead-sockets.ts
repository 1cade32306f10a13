import type { LaunchOptions } from './launch.ts';
import { startProgram } from './program.ts';
import type { DeadSocketQuestion } from './programs/dead-socket-program.ts';

/**
 * Makes a real HAProxy hold dead sockets, on any release: clients of a proxy without timeouts fill its buffers, behind
 * which nobody reads, and reset their connections. HAProxy, which has nothing to do with a full client, is not told.
 */
export interface DeadSockets {
  /** Sections for the proxy's configuration. */
  readonly sections: string;
  /** Leaves so many more dead sockets in the proxy. */
  leave(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param port where the proxy shall listen for it */
export async function startDeadSockets(
  port: number,
  networkOf?: LaunchOptions['networkOf'],
): Promise<DeadSockets> {
  const program = startProgram<DeadSocketQuestion, number>('dead-socket-program.ts', networkOf);
  const sinkPort = await program.ask('sink');
  return {
    sections: sections(port, sinkPort),
    leave: async (count) => {
      await program.ask({ leave: count, port });
    },
    stop: program.stop,
  };
}

const sections = (port: number, sinkPort: number): string => `
global
    tune.rcvbuf.client 16384
    tune.sndbuf.server 16384
frontend fe_sink
    mode tcp
    bind 127.0.0.1:${port}
    timeout client 0
    default_backend be_sink
backend be_sink
    mode tcp
    timeout server 0
    server sink1 127.0.0.1:${sinkPort}
`;
