import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { repositoryRoot } from '../files.ts';

export type FieldCase = 'limit-is-maxconn' | 'live-socket-leak' | 'pool-leak';

/** Samples of one made-up host with the shape of a public report, a run each three hours over 14 days. */
export function fieldCase(name: FieldCase): Sample[] {
  const file = join(repositoryRoot, 'test/fixtures/field-cases', `${name}.ndjson.gz`);
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return lines.map((line) => Sample.parse(JSON.parse(line)));
}
