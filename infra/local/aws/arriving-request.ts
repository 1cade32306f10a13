import type { EmbeddedApi, RequestHeaders } from './embedded-api.ts';

/** A request whose headers have come; the body may come much later. */
export interface ArrivingRequest {
  readonly method: string;
  /** As sent: still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: RequestHeaders;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Reads no more of the body than the API takes. */
export async function readBody({ headers, body }: ArrivingRequest, api: EmbeddedApi): Promise<Uint8Array> {
  if (Number(headers.get('content-length') ?? 0) > api.bodyLimitBytes) throw api.refusals.tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > api.bodyLimitBytes) throw api.refusals.tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
