import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PROBE_FILE } from '../../../lambdas/probe/probe-document.ts';
import type { LocalAnswer } from './local-host.ts';
import { endsWithUs } from './session.ts';

/** The probe ends by itself after 15 s. */
const MAXIMUM_SECONDS = 30;
/** What SSM's agent takes from a step. */
const MAXIMUM_OUTPUT_BYTES = 24_000;

/** Runs the checked-in probe, and never another program, on this machine. */
export async function runProbe(options: readonly string[]): Promise<LocalAnswer> {
  const { child, end } = endsWithUs(() =>
    spawn('/bin/sh', [fileURLToPath(PROBE_FILE), ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  const killer = setTimeout(end, MAXIMUM_SECONDS * 1000);
  const [stdout, stderr, exitCode] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  clearTimeout(killer);
  const status = exitCode === 0 ? 'Success' : exitCode === null ? 'TimedOut' : 'Failed';
  const statusDetails = status === 'TimedOut' ? 'Execution Timed Out' : status;
  return { status, statusDetails, stdout, stderr, exitCode: exitCode ?? 137 };
}

/** Runs the checked-in probe with `--proof`, its text going straight to a person's terminal; takes half a minute. */
export function showProof(more: readonly string[] = []): Promise<number | null> {
  const { child } = endsWithUs(() =>
    spawn('/bin/sh', [fileURLToPath(PROBE_FILE), '--proof', ...more], {
      stdio: ['ignore', 'inherit', 'ignore'],
      detached: true,
    }),
  );
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) if (text.length < MAXIMUM_OUTPUT_BYTES) text += chunk;
  return text.slice(0, MAXIMUM_OUTPUT_BYTES);
}
