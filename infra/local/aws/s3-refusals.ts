import { AwsError } from './aws-error.ts';
import type { Refusals } from './embedded-api.ts';

export const accessDenied = (): AwsError => new AwsError('AccessDenied', 'Access Denied', 403);

export const S3_REFUSALS: Refusals = {
  unsigned: accessDenied,
  unknownKey: () =>
    new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    ),
  badSignature: (reason) =>
    new AwsError(
      'SignatureDoesNotMatch',
      reason ??
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    ),
  changedBody: () =>
    new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ),
  skewed: () =>
    new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    ),
  throttled: () => new AwsError('SlowDown', 'Please reduce your request rate.', 503),
  failed: (status) =>
    status === 503
      ? new AwsError('ServiceUnavailable', 'Please reduce your request rate.', 503)
      : new AwsError('InternalError', 'We encountered an internal error. Please try again.', status),
  tooLarge: () =>
    new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400),
};

export const preconditionFailed = (condition: string): AwsError =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

export const noSuchKey = (key: string): AwsError =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

export const noSuchBucket = (bucket: string): AwsError =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });

export const writeConflict = (key: string): AwsError =>
  new AwsError(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
    { Key: key },
  );

export const invalidArgument = (name: string, value: string, message: string): AwsError =>
  new AwsError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
