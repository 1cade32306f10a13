import { Readable } from 'node:stream';
import type { Endpoint, EndpointOptions } from './endpoint.ts';
import { Sha256, type SigningCredentials } from './signature.ts';

/** What every SDK client takes, S3's included. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: SigningCredentials;
  readonly forcePathStyle: true;
  /** Milliseconds from this machine's clock to the endpoint's. */
  readonly systemClockOffset: number;
}

type Place = Pick<EndpointOptions, 'region' | 'credentials'>;

/** Configuration of SDK clients for an endpoint that is mounted at `url`, in its own place or another one of it. */
export function mountedClientConfig(
  { options }: Endpoint,
  url: string,
  { region, credentials }: Place = options,
): ClientConfig {
  return {
    endpoint: url,
    region,
    credentials,
    forcePathStyle: true,
    systemClockOffset: options.now().getTime() - Date.now(),
  };
}

/** Configuration of SDK clients that call the endpoint's function itself, for long simulations: no sockets. */
export function directClientConfig(endpoint: Endpoint, place: Place = endpoint.options) {
  return {
    ...mountedClientConfig(endpoint, 'http://localhost', place),
    requestHandler: directHandler(endpoint),
    sha256: Sha256,
  };
}

/** The part of the SDK's HttpRequest that is needed here. */
interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An endpoint as the `requestHandler` of SDK clients. */
export function directHandler({ handle }: Pick<Endpoint, 'handle'>) {
  return {
    async handle({ method, path, query = {}, headers, body }: ClientRequest) {
      const hasBody = method !== 'GET' && method !== 'HEAD' && body !== undefined;
      const request = new Request(`http://localhost${path}${queryText(query)}`, {
        method,
        headers: { ...headers },
        ...(hasBody && { body: bodyOf(body), duplex: 'half' }),
      });
      const response = await handle(request);
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: Readable.from([Buffer.from(await response.arrayBuffer())]),
        },
      };
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> | ReadableStream {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body instanceof Readable) return Readable.toWeb(body);
  throw new TypeError('a request body that is neither text, bytes nor a stream');
}

function queryText(query: NonNullable<ClientRequest['query']>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    [value ?? ''].flat().map((text) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
