import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { DEMO_BUCKET } from './demo-endpoint.ts';
import type { DemoResult } from './run-demo.ts';

/** What an assessment looks back at, and a day. */
const ARCHIVE_DAYS = 29;

/**
 * Writes the report's files, and below `samples/` the samples that the last assessment looks back at, so that other
 * commands can be tried on them.
 * @returns paths of the report's files
 */
export async function writeDemoFiles({ endpoint, at, week }: DemoResult, out: string): Promise<string[]> {
  const since = at.getTime() - ARCHIVE_DAYS * DAY;
  const written: string[] = [];
  for (const [key, { body, lastModifiedAt }] of endpoint.objects(DEMO_BUCKET) ?? []) {
    const report = key.match(`/week=${week}/(?!delivery)([^/]+)$`)?.[1];
    if (report !== undefined) written.push(await write(join(out, report), body));
    else if (key.startsWith('samples/') && lastModifiedAt.getTime() >= since)
      await write(join(out, key), body);
  }
  return written.sort();
}

/** Shows a file in the browser of a desktop; does nothing anywhere else. */
export function openOnDesktop(path: string): void {
  const { platform, env, stdout } = process;
  const hasDesktop = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!stdout.isTTY || !hasDesktop || env.CI) return;
  const [command, ...words] = { darwin: ['open'], win32: ['explorer'] }[platform as string] ?? ['xdg-open'];
  // It is a courtesy: the path is printed as well.
  spawn(command ?? 'xdg-open', [...words, path], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

async function write(path: string, body: Uint8Array): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, body[0] === 0x1f && !path.endsWith('.gz') ? gunzipSync(body) : body);
  return path;
}
