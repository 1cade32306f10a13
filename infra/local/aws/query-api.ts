import { AwsError } from './aws-error.ts';
import type { Answer, ApiName, EmbeddedApi, ReceivedRequest, Refusals } from './embedded-api.ts';
import { type XmlValue, xmlDocument } from './xml.ts';

export interface QueryApiOptions {
  readonly name: ApiName;
  readonly signingName: string;
  /** Of the XML, its version at the end. */
  readonly namespace: string;
  readonly bodyLimitBytes: number;
  readonly newId: () => string;
  /** The content of each operation's `…Result`. */
  readonly operations: Readonly<
    Record<string, (form: URLSearchParams, request: ReceivedRequest) => { [name: string]: XmlValue }>
  >;
}

/** An API that speaks AWS's query protocol: a form with `Action`, answered in XML. */
export function createQueryApi(options: QueryApiOptions): EmbeddedApi {
  const { name, signingName, namespace, bodyLimitBytes, newId, operations } = options;
  const reply = (status: number, root: string, content: { [name: string]: XmlValue }): Answer => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument(root, content, namespace),
  });
  return {
    name,
    signingName,
    bodyLimitBytes,
    refusals: QUERY_REFUSALS,
    operationOf: ({ body }) => formOf(body).get('Action') ?? '',
    perform(operation, request) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!perform) {
        const version = namespace.split('/').find((part) => /^\d{4}-/.test(part));
        throw new AwsError('InvalidAction', `Could not find operation ${operation} for version ${version}`);
      }
      return reply(200, `${operation}Response`, {
        [`${operation}Result`]: perform(formOf(request.body), request),
        ResponseMetadata: { RequestId: newId() },
      });
    },
    refuse: (error) =>
      reply(error.status, 'ErrorResponse', {
        Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
        RequestId: newId(),
      }),
  };
}

const formOf = (body: Uint8Array): URLSearchParams => new URLSearchParams(Buffer.from(body).toString('utf8'));

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const QUERY_REFUSALS: Refusals = {
  unsigned: () =>
    new AwsError(
      'MissingAuthenticationToken',
      'Request must contain either a valid (registered) AWS access key ID or X.509 certificate.',
      403,
    ),
  unknownKey: () =>
    new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
  badSignature: (reason = WRONG_SIGNATURE) => new AwsError('SignatureDoesNotMatch', reason, 403),
  changedBody: () => new AwsError('SignatureDoesNotMatch', WRONG_SIGNATURE, 403),
  skewed: (reason) => new AwsError('SignatureDoesNotMatch', reason, 403),
  throttled: () => new AwsError('Throttling', 'Rate exceeded'),
  failed: (status) => new AwsError(status === 503 ? 'ServiceUnavailable' : 'InternalFailure', '', status),
  tooLarge: () => new AwsError('RequestEntityTooLarge', 'Request size exceeded the limit', 413),
};
