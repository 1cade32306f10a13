import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { printAcknowledgement } from '../../lambdas/aws/s3-acknowledgements.ts';
import { acknowledgementKey, type Place, withdrawalKey } from '../../lambdas/domain/records/archive.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { storedAcknowledgements } from '../archive/archive-acknowledgements.ts';
import { assessArchive } from '../archive/archive-assessment.ts';
import { filesOf } from '../archive/archive-files.ts';
import { EXIT, quoted, visible } from '../text/terminal.ts';
import type { AcknowledgementStore } from './acknowledgement-store.ts';

/** A folder that is a copy of the bucket, as `auditor demo` leaves one. */
export function folderStore(folder: string, command: Command): AcknowledgementStore {
  if (!existsSync(folder))
    return command.error(`error: ${quoted(folder)}: no such folder`, { exitCode: EXIT.usage });
  return {
    place: folder,
    words: ['--archive', folder],
    effect: 'It counts from now on where this folder is scored, not in the bucket that it is a copy of.',
    by: async () => userInfo().username,
    assessment: async () => (await assessArchive([folder], {}, command)).assessment,
    read: async () => storedAcknowledgements([folder]),
    configured: [],
    put: async (entry) => {
      const { id, text } = printAcknowledgement(entry);
      writeOnce(join(folder, acknowledgementKey(placeOf(folder, command), id)), text);
      return id;
    },
    withdraw: async (withdrawal) =>
      writeOnce(
        join(folder, withdrawalKey(placeOf(folder, command), withdrawal.id)),
        `${printJson(withdrawal, 2)}\n`,
      ),
  };
}

/** The place whose samples the folder holds; `none` of files that lie under no key of the archive. */
function placeOf(folder: string, command: Command): Place {
  const places = new Map(
    (filesOf(folder) ?? []).flatMap((file) => {
      const key = /(?:fleet=([^/]+)\/)?account=([^/]+)\/region=([^/]+)\//.exec(file);
      const [text = '', fleetName, accountId = '', region = ''] = key ?? [];
      return key ? [[text, { fleetName, accountId, region }] as const] : [];
    }),
  );
  if (places.size > 1) {
    const names = [...places.keys()].map(visible).join(', ');
    return command.error(`error: ${quoted(folder)} has samples of several places: ${names}`, {
      exitCode: EXIT.usage,
    });
  }
  const [place = { accountId: 'none', region: 'none' }] = places.values();
  return place;
}

/** @returns whether it was not there */
function writeOnce(path: string, text: string): boolean {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
