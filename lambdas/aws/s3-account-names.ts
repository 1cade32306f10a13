import { NO_ACCOUNT_NAMES, StoredAccountNames } from '../domain/records/account-names.ts';
import { accountNamesKey } from '../domain/records/archive.ts';
import { parseJson, printJson } from '../domain/records/ndjson.ts';
import { isGzipError } from './s3-archive.ts';
import type { Archive } from './s3-history.ts';
import { getText, putText } from './s3-objects.ts';

/** The names of accounts that an archive has. Those that can't be read are as good as none: nothing depends on names. */
export async function getAccountNames({ s3, bucket, ...place }: Archive): Promise<StoredAccountNames> {
  const object = await getText(s3, bucket, accountNamesKey(place)).catch((error) => {
    if (isGzipError(error)) return null;
    throw error;
  });
  return StoredAccountNames.safeParse(parseJson(object?.text ?? '')).data ?? NO_ACCOUNT_NAMES;
}

export const putAccountNames = ({ s3, bucket, ...place }: Archive, names: StoredAccountNames) =>
  putText(s3, bucket, accountNamesKey(place), { text: printJson(names) });
