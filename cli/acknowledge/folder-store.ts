import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { printAcknowledgement } from '../../lambdas/aws/s3-acknowledgements.ts';
import { acknowledgementKey, type Place, withdrawalKey } from '../../lambdas/domain/records/archive.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { storedAcknowledgements } from '../archive/archive-acknowledgements.ts';
import { assessArchive } from '../archive/archive-assessment.ts';
import { filesBelow, filesOf } from '../archive/archive-files.ts';
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

/**
 * The place whose folder scorings read them of: of several that whose assessments the folder has, and without any the
 * first, since `auditor score` reads all. `none` of files that lie under no key of the archive.
 */
function placeOf(folder: string, command: Command): Place {
  const samples = placesIn(filesOf(folder) ?? []);
  const fleets = new Set([...samples.values()].map(({ fleetName }) => fleetName));
  if (fleets.size > 1) {
    const names = [...samples.keys()].map(visible).join(', ');
    return command.error(`error: ${quoted(folder)} has samples of several fleets: ${names}`, {
      exitCode: EXIT.usage,
    });
  }
  const assessments = join(folder, 'assessments');
  const judged = existsSync(assessments) ? placesIn(filesBelow(assessments)) : new Map<string, Place>();
  const [place = { accountId: 'none', region: 'none' }] = [...judged.values(), ...samples.values()];
  return place;
}

/** By their folders, which files' paths name. */
const placesIn = (files: readonly string[]): Map<string, Place> =>
  new Map(
    files.flatMap((file) => {
      const key = /(?:fleet=([^/]+)\/)?account=([^/]+)\/region=([^/]+)\//.exec(file);
      const [text = '', fleetName, accountId = '', region = ''] = key ?? [];
      return key ? [[text, { fleetName, accountId, region }] as const] : [];
    }),
  );

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
