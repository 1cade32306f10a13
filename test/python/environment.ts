import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { findProgram, type Needs, unlessMissing } from '../lab/needs.ts';

const INSTALL_MILLISECONDS = 240_000;

/** Path of its Python, or why there is none. Modules run with `-m`: scripts beside it would name another folder. */
export type PythonEnvironment = { python: string } | { missing: string };

/** For `describe.skipIf`. */
export const needsPython = (environment: PythonEnvironment): Needs =>
  unlessMissing('missing' in environment ? environment.missing : undefined);

/**
 * A virtual environment of Python with exactly what a requirements file names, made once and kept below the cache
 * directory. Wheels alone: no package runs anything to be installed.
 *
 * @param requirements path of the file; each line pins a version
 */
export function pythonEnvironment(requirements: string): PythonEnvironment {
  const python = findProgram('python3');
  if (python === undefined) return { missing: 'python3 is not installed' };
  const version = spawnSync(python, ['-c', 'import sys; print(sys.version)'], { encoding: 'utf8' }).stdout;
  const content = readFileSync(requirements, 'utf8');
  const digest = createHash('sha256').update(version).update(content).digest('hex').slice(0, 16);
  const cache = join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'haproxy-fleet-auditor');
  const folder = join(cache, `python-${digest}`);
  if (existsSync(folder)) return { python: join(folder, 'bin/python') };

  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(join(cache, 'making-'));
  const trouble =
    run(python, ['-m', 'venv', made]) ??
    run(join(made, 'bin/python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--retries', '3'],
      ...['--only-binary', ':all:', '--requirement', requirements],
    ]);
  if (trouble !== undefined) {
    rmSync(made, { recursive: true });
    return { missing: trouble };
  }
  keepFirst(made, folder);
  return { python: join(folder, 'bin/python') };
}

/** Moves what was made to its place, unless somebody who made the same meanwhile was there first. */
export function keepFirst(made: string, folder: string): void {
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true });
  }
}

/** What went wrong in one line, or undefined. */
function run(program: string, argv: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, argv, {
    encoding: 'utf8',
    timeout: INSTALL_MILLISECONDS,
  });
  if (status === 0) return undefined;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return `${argv.slice(0, 3).join(' ')}: ${error?.message ?? said}`;
}
