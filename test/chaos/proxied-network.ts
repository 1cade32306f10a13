import { gzipSync } from 'node:zlib';
import type { Pluggable } from '@smithy/types';
import { type ClientConfig, mountedClientConfig } from '../../infra/local/aws/client-config.ts';
import type { Endpoint } from '../../infra/local/aws/endpoint.ts';
import { mountEndpoint } from '../../infra/local/aws/http-mount.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { FaultyAws } from './faulty-aws.ts';

/** Sockets between the SDK's clients and an endpoint, and a proxy on them that fails calls. */
export interface ProxiedNetwork {
  readonly config: ClientConfig;
  /** For each client: its calls go through the proxy, and none that comes behind a function's end. */
  readonly plugin: Pluggable<object, object>;
  readonly proxy: FaultProxy;
  /** Instants at which SES or SNS took a message and its answer was not heard. */
  readonly unheard: readonly Date[];
  close(): Promise<void>;
}

export async function proxiedNetwork(
  endpoint: Endpoint,
  { pass }: Pick<FaultyAws, 'pass'>,
  faults: Parameters<typeof startFaultProxy>[1],
): Promise<ProxiedNetwork> {
  const mounted = await mountEndpoint({
    handle: async (request) => endpoint.handle(await asSigned(request)),
  });
  const proxy = await startFaultProxy(mounted.url, faults);
  const unheard: Date[] = [];
  return {
    config: mountedClientConfig(endpoint, mounted.url),
    plugin: {
      applyToStack: (stack) =>
        stack.add(
          (next) => async (args) => {
            await pass();
            const taken = () => [...endpoint.mails(), ...endpoint.notices()];
            const before = new Set<object>(taken());
            // Signed already: the host that it names stays the endpoint's.
            (args.request as { port: number }).port = proxy.port;
            return next(args).catch((error: unknown) => {
              unheard.push(
                ...taken()
                  .filter((message) => !before.has(message))
                  .map(({ at }) => at),
              );
              throw error;
            });
          },
          // Outside of what reads the answer, inside of what tries again.
          { step: 'deserialize', priority: 'high', name: 'throughTheProxy' },
        ),
    },
    proxy,
    unheard,
    async close() {
      await proxy.stop();
      await mounted.close();
    },
  };
}

/** The request as its client signed it: the proxy unpacks bodies, sends uploads in chunks and spells paths otherwise. */
async function asSigned(request: Request): Promise<Request> {
  const { method, url } = request;
  const { origin, pathname, search } = new URL(url);
  const path = pathname
    .split('/')
    .map((part) => encodeURIComponent(decodeURIComponent(part)))
    .join('/');
  const headers = new Headers(request.headers);
  if (request.body === null) return new Request(`${origin}${path}${search}`, { method, headers });
  const received = Buffer.from(await request.arrayBuffer());
  const body = headers.get('content-encoding') === 'gzip' ? gzipSync(received) : received;
  headers.set('content-length', `${body.length}`);
  return new Request(`${origin}${path}${search}`, { method, headers, body });
}
