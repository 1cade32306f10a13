import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ProbeReport } from '../../lambdas/domain/records/sample.ts';
import { readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { repositoryRoot } from '../files.ts';

export const PROBE_PATH = join(repositoryRoot, 'lambdas/probe/probe.sh');

/** A script of the probe with ten times as long to answer, for tests of what it says on a machine that is busy. */
export const unhurried = (script: string): string => withSeconds(script, 'WHOLE_SECONDS', 150);

/** A script of the probe that differs in nothing but one of its times. */
export function withSeconds(script: string, name: `${string}_SECONDS`, seconds: number): string {
  const own = new RegExp(`^${name}=\\d+(?=\\s)`, 'm');
  if (!own.test(script)) throw new Error(`The probe has no ${name}`);
  return script.replace(own, `${name}=${seconds}`);
}

export interface ProbeRun {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

/** Runs the probe, or a copy of it, on this machine; `before` is what the command line starts with (a shell, a namespace). */
export async function runProbe(
  options: readonly string[] = [],
  before: readonly string[] = ['/bin/sh'],
  script = PROBE_PATH,
): Promise<ProbeRun> {
  const [program = '', ...words] = [...before, script, '--no-jitter', ...options];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
  ]);
  return { stdout, stderr, exitCode };
}

/** What the probe says, read as the audit reads it. Throws where that is malformed. */
export async function probe(...run: Parameters<typeof runProbe>): Promise<ProbeReport> {
  const from = new Date();
  const { stdout } = await runProbe(...run);
  return readingOf(stdout, from);
}

/** The same of a line already printed. */
export function readingOf(stdout: string, from = new Date(0)): ProbeReport {
  const output = readProbeOutput(stdout, { from, to: new Date() });
  if ('malformed' in output) throw new Error(`${output.malformed}: ${stdout}`);
  return output.reading;
}
