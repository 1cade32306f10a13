import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, geteuid } from 'node:process';

/** A program's name, or a right: `root` (user 0), `netns` (may make network namespaces). */
export type Need = 'root' | 'netns' | (string & {});

export interface Needs {
  /** For `describe.skipIf` and `it.skipIf`. */
  readonly missing: boolean;
  /** The title a suite should carry: with the reason when it is skipped. */
  title(title: string): string;
}

/**
 * Says whether what a test needs is on this machine.
 *
 * @throws where the variable CI is set and something is missing: there a skipped test would go unseen.
 */
export function needs(...wanted: readonly Need[]): Needs {
  const lacking = wanted.filter((need) => !has(need));
  return unlessMissing(lacking.length > 0 ? `needs ${lacking.join(', ')}` : undefined);
}

/**
 * The same of what a test has looked for by itself.
 *
 * @param missing why it is not there; undefined where it is
 */
export function unlessMissing(missing: string | undefined): Needs {
  if (missing !== undefined && env.CI)
    throw new Error(`This test can't run: ${missing}. Install it, or unset CI to skip it.`);
  return {
    missing: missing !== undefined,
    title: (title) => (missing === undefined ? title : `${title} (skipped: ${missing})`),
  };
}

/**
 * The absolute path of a program.
 *
 * @throws when it is on neither PATH nor in the system's sbin folders, which a user's PATH often leaves out.
 */
export function programPath(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

/** The absolute path of a program, or undefined. */
export function findProgram(name: string, folders: readonly string[] = searchFolders()): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function searchFolders(): string[] {
  return [...(env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/sbin', '/usr/local/sbin'];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function has(need: Need): boolean {
  if (need === 'root') return geteuid?.() === 0;
  if (need === 'netns') return mayUnshareNetwork();
  return findProgram(need) !== undefined;
}

function mayUnshareNetwork(): boolean {
  const unshare = findProgram('unshare');
  return (
    unshare !== undefined && has('nsenter') && has('ip') && spawnSync(unshare, ['-n', 'true']).status === 0
  );
}
