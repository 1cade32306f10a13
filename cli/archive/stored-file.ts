import { readFileSync, statSync } from 'node:fs';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import type { StoredText } from '../../lambdas/domain/records/knowledge-use.ts';

/** A file as if it were an object of the bucket; one that is too large is not read. */
export function storedFile(path: string, maximumBytes: number): NonNullable<StoredText> {
  const { size } = statSync(path);
  if (size > maximumBytes)
    return { refusal: { code: 'oversized', detail: `${size} bytes, ${maximumBytes} at most are read` } };
  const bytes = readFileSync(path);
  return { text: bytes.toString(), sha256: sha256Of(bytes) };
}
