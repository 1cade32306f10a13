import { Readable } from 'node:stream';
import type { ArrivingRequest } from './arriving-request.ts';
import type { RequestHeaders } from './embedded-api.ts';
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
    requestHandler: answeringHandler(endpoint),
    sha256: Sha256,
    // Nobody reads it, and the SDK writes it anew for each call.
    defaultUserAgentProvider: async () => [],
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
export const answeringHandler = ({ answer }: Pick<Endpoint, 'answer'>) => ({
  async handle({ method, path, query = {}, headers, body }: ClientRequest) {
    const { status, ...answered } = await answer({
      method,
      path,
      query: new URLSearchParams(queryText(query)),
      headers: headersOf(headers),
      body: chunksOf(body),
    });
    const bytes = Buffer.from(answered.body ?? '');
    // What is no object is read as a whole.
    const isObject = answered.headers['accept-ranges'] !== undefined;
    const response = { statusCode: status, headers: answered.headers };
    return { response: { ...response, body: isObject ? streamOf(bytes) : bytes } };
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
});

/** The same by requests as `fetch` takes them, of what stands between clients and an endpoint. */
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

function streamOf(bytes: Uint8Array): Readable {
  const stream = new Readable({ read: () => {} });
  stream.push(bytes);
  stream.push(null);
  return stream;
}

/** Those of a request that the SDK made: `Headers` would check each name and value first. */
function headersOf(headers: ClientRequest['headers']): RequestHeaders {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    get: (name) => byName.get(name) ?? null,
    has: (name) => byName.has(name),
    [Symbol.iterator]: () => byName[Symbol.iterator](),
  };
}

function chunksOf(body: unknown): ArrivingRequest['body'] {
  if (typeof body === 'string') return [Buffer.from(body)];
  if (body instanceof Uint8Array) return [body];
  return body instanceof Readable ? body : [];
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
