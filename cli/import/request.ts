import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A server answers a query of a minute or two at most; in between nothing comes. */
const SILENCE_MILLISECONDS = 180_000;
/** A slice that takes more is asked for in halves. */
const MAXIMUM_BODY_BYTES = 256 * 1024 * 1024;

/** What is sent: a form, as the API takes it where a query is too long for an address. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Why there is no answer: nothing came, it broke off, or it is too large. */
export class RequestError extends Error {
  readonly isTooLarge: boolean;
  /** Another attempt would end the same: of certificates, for instance. */
  readonly isFinal: boolean;

  constructor(message: string, { isTooLarge = false, isFinal = false } = {}) {
    super(message);
    this.isTooLarge = isTooLarge;
    this.isFinal = isFinal;
  }
}

/** Certificates of the server's authority, and of one's own; PEM. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface Connection {
  send(request: OutgoingRequest): Promise<Answer>;
  close(): void;
}

/** Connections to one server, kept open between requests. */
export function openConnection(tls: TlsFiles): Connection {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 1 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 1, ...tls }),
  } as const;
  return {
    send: (request) => send(request, request.url.protocol === 'https:' ? agents['https:'] : agents['http:']),
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function send({ url, headers, body }: OutgoingRequest, agent: http.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(new RequestError(reasonOf(error), { isFinal: isFinal(error) }));
    const request = (agent instanceof https.Agent ? https : http).request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'accept-encoding': 'gzip' } },
      (response) => {
        const isZipped = response.headers['content-encoding'] === 'gzip';
        // A body that breaks off is an error of the last stream.
        const stream = isZipped
          ? pipeline(response, createGunzip(), (error) => error && failed(error))
          : response;
        const parts: Buffer[] = [];
        let bytes = 0;
        stream.on('data', (part: Buffer) => {
          bytes += part.length;
          parts.push(part);
          if (bytes <= MAXIMUM_BODY_BYTES) return;
          reject(new RequestError('the answer is too large', { isTooLarge: true }));
          request.destroy();
        });
        stream.on('error', failed);
        stream.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString('utf8'),
          }),
        );
      },
    );
    request.setTimeout(SILENCE_MILLISECONDS, () => request.destroy(new Error('no answer for 3 minutes')));
    request.on('error', failed);
    request.end(body);
  });
}

/** What OpenSSL and the checks of names call it; a name that there is not may be there again. */
const isFinal = ({ code = '' }: NodeJS.ErrnoException): boolean => /CERT|SIGNATURE|^ERR_(TLS|SSL)/.test(code);

/** Of a name with several addresses Node tells the reasons in a list. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const { message, code } = first as NodeJS.ErrnoException;
  if (message === 'aborted') return 'the answer broke off';
  return message || code || 'unknown';
}
