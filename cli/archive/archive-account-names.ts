import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { namesOf, StoredAccountNames } from '../../lambdas/domain/records/account-names.ts';
import { parseJson } from '../../lambdas/domain/records/ndjson.ts';
import type { AccountNames } from '../../lambdas/domain/records/whereabouts.ts';
import { filesBelow } from './archive-files.ts';

/** The names of accounts in the folders that are copies of a bucket. What can't be read is no name, and hinders nothing. */
export function archiveAccountNames(paths: readonly string[]): AccountNames {
  const folders = paths.map((path) => join(path, 'accounts')).filter((path) => existsSync(path));
  const files = folders.flatMap((folder) =>
    filesBelow(folder)
      .filter((name) => name.endsWith('names.json.gz'))
      .map((name) => join(folder, name))
      .sort(),
  );
  return new Map(files.flatMap((file) => [...storedNames(file)]));
}

function storedNames(file: string): AccountNames {
  let text = '';
  try {
    text = gunzipSync(readFileSync(file)).toString();
  } catch {
    return new Map();
  }
  const { data } = StoredAccountNames.safeParse(parseJson(text));
  return data === undefined ? new Map() : namesOf(data);
}
