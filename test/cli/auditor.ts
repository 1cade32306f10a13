import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { vi } from 'vitest';
import { run } from '../../cli/program.ts';
import { repositoryRoot } from '../files.ts';
import { withoutProgress } from './without-progress.ts';

export interface Answer {
  stdout: string;
  stderr: string;
  status: number | null;
}

/** The program's file, for a test that starts it as a process of its own. */
export const MAIN = join(repositoryRoot, 'cli/main.ts');

/** Runs the command line in this process, its output caught as a pipe would; it starts in no time, unlike a process. */
export async function auditor(words: readonly string[]): Promise<Answer> {
  const written = { stdout: '', stderr: '' };
  const caught = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  process.exitCode = undefined;
  try {
    await run(words);
    const stderr = withoutProgress(written.stderr);
    return { stdout: written.stdout, stderr, status: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = undefined;
    for (const spy of caught) spy.mockRestore();
  }
}

/** Runs it as a person would: in a process of its own, into pipes. */
export function auditorProcess(
  words: readonly string[],
  { input = '', env = process.env }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Answer {
  const options = { encoding: 'utf8', input, env, maxBuffer: 1e8 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...words], options);
  return { stdout, stderr: withoutProgress(stderr), status };
}
