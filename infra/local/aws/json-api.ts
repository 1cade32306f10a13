import { gunzipSync } from 'node:zlib';
import { AwsError } from './aws-error.ts';
import type { Answer, ApiName, EmbeddedApi, ReceivedRequest, Refusals } from './embedded-api.ts';

export type JsonOperations = Readonly<Record<string, (input: unknown) => unknown>>;

export interface JsonApiOptions {
  readonly name: ApiName;
  readonly signingName: string;
  readonly version: '1.0' | '1.1';
  /** What stands before the dot of `X-Amz-Target`. */
  readonly target: string;
  readonly bodyLimitBytes: number;
  readonly operations: JsonOperations;
  /** Query-era code of an error that has a JSON-era shape name, for APIs that moved from the query protocol. */
  readonly queryCodes?: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

/** AWS sets no limit to the unzipped size; this one keeps a small body from filling the memory. */
const UNZIPPED_LIMIT_BYTES = 16 * 1024 * 1024;

/** An API that speaks AWS JSON 1.0 or 1.1: `X-Amz-Target: <target>.<Operation>`, instants as seconds since 1970. */
export function createJsonApi(options: JsonApiOptions): EmbeddedApi {
  const { name, signingName, operations, bodyLimitBytes } = options;
  return {
    name,
    signingName,
    bodyLimitBytes,
    refusals: JSON_REFUSALS,
    operationOf: (request) => {
      const [target, operation] = (request.headers.get('x-amz-target') ?? '').split('.', 2);
      return target === options.target ? (operation ?? '') : '';
    },
    async perform(operation, request) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!perform) throw new AwsError('UnknownOperationException', '');
      const output = await perform(inputOf(request));
      return reply(200, output ?? {}, options.version);
    },
    refuse(error) {
      const isCoral = error.code === 'ValidationException' || error.code === 'SerializationException';
      const namespace = isCoral ? 'com.amazon.coral.validate' : options.namespace;
      const type = namespace ? `${namespace}#${error.code}` : error.code;
      const body = { __type: type, ...(error.message && { message: error.message }) };
      const queryCode = options.queryCodes?.[error.code];
      const fault = error.status < 500 ? 'Sender' : 'Receiver';
      const headers = queryCode ? { 'x-amzn-query-error': `${queryCode};${fault}` } : {};
      return reply(error.status, body, options.version, headers);
    },
  };
}

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const JSON_REFUSALS: Refusals = {
  unsigned: () => new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token'),
  unknownKey: () =>
    new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.'),
  badSignature: (reason = WRONG_SIGNATURE) => new AwsError('InvalidSignatureException', reason),
  changedBody: () => new AwsError('InvalidSignatureException', WRONG_SIGNATURE),
  skewed: (reason) => new AwsError('InvalidSignatureException', reason),
  throttled: () => new AwsError('ThrottlingException', 'Rate exceeded'),
  failed: (status) =>
    new AwsError(status === 503 ? 'ServiceUnavailableException' : 'InternalFailure', '', status),
  tooLarge: () => new AwsError('RequestEntityTooLargeException', 'Request size exceeded the limit', 413),
};

function inputOf(request: ReceivedRequest): unknown {
  const text = Buffer.from(unzipped(request)).toString('utf8');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The request body is no JSON');
  }
}

function unzipped(request: ReceivedRequest): Uint8Array {
  const encoding = request.headers.get('content-encoding');
  if (!encoding) return request.body;
  if (encoding !== 'gzip') throw new AwsError('SerializationException', `Unknown encoding ${encoding}`, 415);
  try {
    return gunzipSync(request.body, { maxOutputLength: UNZIPPED_LIMIT_BYTES });
  } catch {
    throw new AwsError('SerializationException', 'The request body is no gzip, or too large');
  }
}

const reply = (
  status: number,
  body: unknown,
  version: string,
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers: { 'content-type': `application/x-amz-json-${version}`, ...headers },
  body: JSON.stringify(body, secondsForDates),
});

// JSON.stringify calls Date's toJSON before the replacer, so the Date itself is only to be had from its holder.
function secondsForDates(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? original.getTime() / 1000 : value;
}
