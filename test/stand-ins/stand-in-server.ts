import { join } from 'node:path';
import { launch, stopChild, until } from '../lab/launch.ts';
import { freePorts } from '../lab/network.ts';
import { pythonEnvironment } from '../python/environment.ts';

/** An implementation of AWS that somebody else wrote. */
export type StandInName = 'moto' | 'ministack';

export interface StandInServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Both, in one environment. */
export const environment = pythonEnvironment(join(import.meta.dirname, 'requirements.txt'));

const COMMANDS = {
  moto: (port: number) => ({ argv: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', `${port}`], env: {} }),
  ministack: (port: number) => ({
    argv: ['-m', 'ministack'],
    env: { BIND_HOST: '127.0.0.1', GATEWAY_PORT: `${port}`, IOT_MTLS_ENABLED: '0' },
  }),
} as const;

/**
 * Starts it on a free port of 127.0.0.1; it ends with `stop`, and with the test in any case.
 * @param variables of its environment, beside its own
 */
export async function startStandInServer(
  name: StandInName,
  variables: Readonly<Record<string, string>> = {},
): Promise<StandInServer> {
  if ('missing' in environment) throw new Error(environment.missing);
  const [port = 0] = await freePorts(1);
  const { argv, env } = COMMANDS[name](port);
  // Nothing of the machine's own AWS configuration or container engine is for a stand-in.
  const clean = { PATH: process.env.PATH, HOME: '/nonexistent', DOCKER_HOST: 'unix:///nonexistent' };
  const child = launch([environment.python, ...argv], {
    spawn: { stdio: 'ignore', env: { ...clean, ...env, ...variables } },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopChild(child);
  try {
    await until(name, async () => (await fetch(url).catch(() => undefined)) !== undefined, 30_000);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url, stop };
}
