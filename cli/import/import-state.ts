import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { sha256Of } from '../../lambdas/aws/sha256.ts';

/** What makes two imports the same one, so that the second goes on where the first ended. */
export interface ImportIdentity {
  readonly url: string;
  readonly matchers: readonly string[];
  readonly stepSeconds: number;
  readonly join: readonly string[];
  readonly hostMap: readonly (readonly [string, string])[];
  readonly roleLabel: string | null;
  readonly accountId: string;
  readonly region: string;
  /** Of a deployed archive alone: its fleet, if it has a name. */
  readonly archive: { readonly fleetName: string | null } | null;
}

const ImportedDay = z.object({
  date: z.string(),
  /** Seconds since 1970 of the first and the last instant that were asked for. */
  from: z.int(),
  to: z.int(),
  samples: z.int(),
  sampled: z.int(),
  /** Samples that know a reading, in the order of the readings. */
  known: z.array(z.int()),
  assumedLimits: z.int(),
  hosts: z.array(z.string()),
  /** Hosts of which HAProxy's exporters tell and node_exporter does not. */
  hostsWithoutKernel: z.array(z.string()),
  withoutHost: z.int(),
});
export type ImportedDay = z.infer<typeof ImportedDay>;

const ImportState = z.object({ schema: z.literal(1), days: z.array(ImportedDay) });

/** A word for the import in the keys of its samples: the same options have the same. */
export const importId = (identity: ImportIdentity): string => sha256Of(JSON.stringify(identity)).slice(0, 8);

/** What an import has done, kept in a file beside its samples. */
export interface StateFile {
  readonly path: string;
  /** The day, where all of it is there. */
  done(date: string, range: { from: number; to: number }): ImportedDay | undefined;
  days(): readonly ImportedDay[];
  add(day: ImportedDay): void;
}

/** @throws Error where the file is none of an import's */
export function openState(folder: string, id: string): StateFile {
  const path = join(folder, `import-${id}.json`);
  const days = new Map(readDays(path).map((day) => [day.date, day]));
  return {
    path,
    days: () => [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    done: (date, { from, to }) => {
      const day = days.get(date);
      return day !== undefined && day.from <= from && day.to >= to ? day : undefined;
    },
    add: (day) => {
      days.set(day.date, day);
      mkdirSync(dirname(path), { recursive: true });
      writeWhole(path, `${JSON.stringify({ schema: 1, days: [...days.values()] })}\n`);
    },
  };
}

function readDays(path: string): ImportedDay[] {
  if (!existsSync(path)) return [];
  try {
    return ImportState.parse(JSON.parse(readFileSync(path, 'utf8'))).days;
  } catch {
    throw new Error(`${path} can't be read as the state of an import: delete it to begin again`);
  }
}

/** Writes a file so that it is there as a whole or not at all. */
export function writeWhole(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
