import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConnectionReset } from './aws-error.ts';
import type { Endpoint } from './endpoint.ts';

export interface MountedEndpoint {
  /** `http://127.0.0.1:<port>`: the value of AWS_ENDPOINT_URL. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves an endpoint on a random port of 127.0.0.1 that does not keep the process alive. What a web page could send
 * (a foreign Host, any Origin) is refused before the endpoint sees it.
 */
export async function mountEndpoint(endpoint: Pick<Endpoint, 'handle'>): Promise<MountedEndpoint> {
  const listener = createServer((incoming, outgoing) => {
    answer(endpoint, incoming, outgoing).catch((error: unknown) => {
      if (error instanceof ConnectionReset || outgoing.headersSent) incoming.socket.destroy();
      else outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  listener.unref();
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('the endpoint has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        listener.close((error) => (error ? reject(error) : resolve()));
        listener.closeAllConnections();
      }),
  };
}

async function answer(
  endpoint: Pick<Endpoint, 'handle'>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const port = incoming.socket.localPort;
  const isOurs = headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
  if (!isOurs || headers.origin !== undefined || !url.startsWith('/')) {
    outgoing.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end('Forbidden');
    return;
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const request = new Request(`http://${headers.host}${url}`, {
    method,
    headers: headerPairs(incoming),
    ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
  });
  const response = await endpoint.handle(request);
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    // What is left of a refused upload must not be read as the next request.
    ...(!incoming.complete && { connection: 'close' }),
  });
  if (response.body) await pipeline(Readable.fromWeb(response.body), outgoing);
  else outgoing.end();
}

const headerPairs = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
