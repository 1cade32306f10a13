import { AwsError } from './aws-error.ts';
import type { EmbeddedApi, Refusals } from './embedded-api.ts';
import { xmlDocument } from './xml.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export interface StsOptions {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly newId: () => string;
}

/** STS of the embedded endpoint: GetCallerIdentity. */
export function createSts({ accountId, accessKeyId, newId }: StsOptions): EmbeddedApi {
  return {
    name: 'sts',
    signingName: 'sts',
    bodyLimitBytes: 64 * 1024,
    refusals: STS_REFUSALS,
    operationOf: ({ body }) => new URLSearchParams(Buffer.from(body).toString('utf8')).get('Action') ?? '',
    perform(operation) {
      if (operation !== 'GetCallerIdentity') {
        throw new AwsError('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
      }
      return xmlReply(200, 'GetCallerIdentityResponse', {
        GetCallerIdentityResult: {
          Arn: `arn:aws:iam::${accountId}:user/auditor`,
          UserId: accessKeyId,
          Account: accountId,
        },
        ResponseMetadata: { RequestId: newId() },
      });
    },
    refuse: (error) =>
      xmlReply(error.status, 'ErrorResponse', {
        Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
        RequestId: newId(),
      }),
  };
}

const xmlReply = (status: number, root: string, content: Parameters<typeof xmlDocument>[1]): Response =>
  new Response(xmlDocument(root, content, NAMESPACE), { status, headers: { 'content-type': 'text/xml' } });

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const STS_REFUSALS: Refusals = {
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
