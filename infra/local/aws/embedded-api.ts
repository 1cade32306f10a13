import type { AwsError } from './aws-error.ts';

/** Whose access key signed a request. */
export interface Caller {
  readonly accountId: string;
  /** Of the user, or of the role. */
  readonly arn: string;
  readonly accessKeyId: string;
}

/** As `fetch` has them; names are asked for in lower case. */
export type RequestHeaders = Pick<Headers, 'get' | 'has'> & Iterable<[string, string]>;

/** A request whose body has been read, within the API's limit. */
export interface ReceivedRequest {
  readonly method: string;
  /** As sent: still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: RequestHeaders;
  readonly body: Uint8Array;
  readonly caller: Caller;
  /** Position among all requests, taken when the headers came; the body may have come much later. */
  readonly arrival: number;
}

export type ApiName =
  | 'cloudformation'
  | 'cloudwatch'
  | 'ec2'
  | 'events'
  | 's3'
  | 'ses'
  | 'sns'
  | 'ssm'
  | 'sts';

/** The errors that every AWS API has, each with its own codes. */
export interface Refusals {
  readonly unsigned: () => AwsError;
  readonly unknownKey: () => AwsError;
  readonly badSignature: (reason?: string) => AwsError;
  /** The body is not the one whose hash was signed. */
  readonly changedBody: () => AwsError;
  readonly skewed: (reason: string) => AwsError;
  readonly throttled: () => AwsError;
  readonly failed: (status: number) => AwsError;
  readonly tooLarge: () => AwsError;
}

/** Names of headers are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/** One AWS API of the embedded endpoint. */
export interface EmbeddedApi {
  readonly name: ApiName;
  /** Its name in the credential scope of a signature. */
  readonly signingName: string;
  readonly bodyLimitBytes: number;
  readonly refusals: Refusals;
  operationOf(request: ReceivedRequest): string;
  perform(operation: string, request: ReceivedRequest): Answer | Promise<Answer>;
  refuse(error: AwsError): Answer;
}
