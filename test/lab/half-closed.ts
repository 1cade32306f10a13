import type { LaunchOptions } from './launch.ts';
import { startProgram } from './program.ts';
import type { HalfClosedQuestion } from './programs/half-closed-program.ts';

/**
 * Makes a real HAProxy hold sockets in CLOSE_WAIT, on any release: the server of a proxy without timeouts has closed, and
 * its client never does. Each such connection is one socket in CLOSE_WAIT towards the server and one in FIN_WAIT towards
 * the client.
 */
export interface HalfClosed {
  /** Sections for the proxy's configuration. */
  readonly sections: string;
  /** Leaves so many more of them. */
  leave(count: number): Promise<void>;
  /** Lets all clients close. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

/** @param port where the proxy shall listen for it */
export async function startHalfClosed(
  port: number,
  networkOf?: LaunchOptions['networkOf'],
): Promise<HalfClosed> {
  const program = startProgram<HalfClosedQuestion, number>('half-closed-program.ts', networkOf);
  const serverPort = await program.ask('server');
  return {
    sections: sections(port, serverPort),
    leave: async (count) => {
      await program.ask({ leave: count, port });
    },
    close: async () => {
      await program.ask('close');
    },
    stop: program.stop,
  };
}

const sections = (port: number, serverPort: number): string => `
frontend fe_half
    mode tcp
    bind 127.0.0.1:${port}
    timeout client 0
    default_backend be_half
backend be_half
    mode tcp
    timeout server 0
    server half1 127.0.0.1:${serverPort}
`;
