import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Milliseconds from the start of a process with Lambda's runtime interface client until it asks for its first event.
 * Rejects where the client ends before that.
 *
 * @param client path of the client's `index.mjs`
 * @param folder of a bundle's `index.mjs`
 */
export async function initMilliseconds(client: string, folder: string): Promise<number> {
  const runtimeApi = createServer();
  runtimeApi.listen(0, '127.0.0.1');
  await once(runtimeApi, 'listening');
  const { port } = runtimeApi.address() as AddressInfo;
  const begin = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', client, 'index.handler'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
    },
  });
  try {
    // A client that can't load its handler reports that instead of asking for an event.
    const [{ url }] = await Promise.race([
      once(runtimeApi, 'request'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`${client} ended with ${code}`))),
    ]);
    if (!url.endsWith('/invocation/next')) throw new Error(`${client} asked for ${url}`);
    return performance.now() - begin;
  } finally {
    child.kill();
    runtimeApi.close();
    runtimeApi.closeAllConnections();
  }
}
