import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ReceivedRequest, Refusals } from './embedded-api.ts';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Authorization {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/\d{8}\/([^/\s]+)\/([^/\s]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/** Reads an `Authorization` header of Signature Version 4; undefined if it is absent or another scheme. */
export function parseAuthorization(header: string | null): Authorization | undefined {
  const match = AUTHORIZATION.exec(header ?? '');
  if (!match) return undefined;
  const [, accessKeyId = '', region = '', signingName = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, region, signingName, signedHeaders: signedHeaders.split(';'), signature };
}

export interface Expected {
  readonly credentials: SigningCredentials;
  /** None where no region is right. */
  readonly region: string | undefined;
  readonly now: Date;
  /** AWS allows 300; S3 900. */
  readonly clockSkewSeconds: number;
}

/** Recomputes the whole signature, with the body's hash; throws the API's own error where anything differs. */
export async function verifySignature(
  request: Omit<ReceivedRequest, 'caller'>,
  authorization: Authorization,
  refusals: Refusals,
  expected: Expected,
): Promise<void> {
  const { accessKeyId, region, signingName, signedHeaders, signature } = authorization;
  if (accessKeyId !== expected.credentials.accessKeyId) throw refusals.unknownKey();
  if (region !== expected.region) {
    throw refusals.badSignature(`Credential should be scoped to a valid region, not '${region}'.`);
  }
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date')) throw refusals.badSignature();
  const signingDate = signedAt(request.headers.get('x-amz-date'));
  if (!signingDate) throw refusals.unsigned();
  refuseSkew(signingDate, refusals, expected);

  const declaredHash = request.headers.get('x-amz-content-sha256');
  // S3 alone also takes words instead of a hash: UNSIGNED-PAYLOAD, STREAMING-….
  const isWord = signingName === 's3' && /^(UNSIGNED|STREAMING)-/.test(declaredHash ?? '');
  if (declaredHash && !isWord && declaredHash !== sha256Hex(request.body)) throw refusals.changedBody();
  const signer = new SignatureV4({
    credentials: expected.credentials,
    region,
    service: signingName,
    sha256: Sha256,
    uriEscapePath: signingName !== 's3',
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '',
      path: request.path,
      query: queryOf(request.query),
      headers: Object.fromEntries(signedHeaders.map((name) => [name, request.headers.get(name) ?? ''])),
      body: request.body,
    },
    { signingDate, signableHeaders: new Set(signedHeaders) },
  );
  const computed = parseAuthorization(signed.headers.authorization ?? null);
  if (!computed || !timingSafeEqual(Buffer.from(computed.signature), Buffer.from(signature))) {
    throw refusals.badSignature();
  }
}

function refuseSkew(signingDate: Date, refusals: Refusals, { now, clockSkewSeconds }: Expected): void {
  const limit = clockSkewSeconds * 1000;
  const [signed, current] = [signingDate, now].map(stamp);
  if (now.getTime() - signingDate.getTime() > limit) {
    throw refusals.skewed(`Signature expired: ${signed} is now earlier than the limit before ${current}`);
  }
  if (signingDate.getTime() - now.getTime() > limit) {
    throw refusals.skewed(`Signature not yet current: ${signed} is still later than ${current}`);
  }
}

const stamp = (date: Date): string => date.toISOString().replace(/[-:]|\.\d{3}/g, '');

function signedAt(text: string | null): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const queryOf = (query: URLSearchParams): Record<string, string[]> =>
  Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]));

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256, or with a secret its HMAC, in the form that the signer asks for. */
export class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    // Given as bytes, a key takes Node 24 five times as long: it first tries whether they are a KeyObject.
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', createSecretKey(bytesOf(secret)));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(chunk));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error('a signature hashes once');
  }
}

function bytesOf(source: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof source === 'string') return Buffer.from(source, 'utf8');
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
