import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ComparedArchive } from './archives.ts';

/** What a person or a program is told on the way to the template: asked of the command line, which any version has. */
const COMMANDS = {
  'score.json': ['score', '--exit-zero', '--json'],
  'score.txt': ['score', '--exit-zero'],
  'plan.json': ['plan', '--json', '--from'],
  'plan.txt': ['plan', '--from'],
  'report.json': ['report', '--json', '--from'],
} as const;

/** Versions as HAProxy, packages and people print them, beside every release that is known. */
const VERSIONS = ['2.6.12-1+deb12u4', '2.8.11-1ubuntu2', '3.0-dev12', '3.2.26-1', '2.8.13', '2.4.0-6cbbecf'];

/**
 * Writes all that a checkout says of the archives, of every release and of its template, into a folder.
 * @param checkout a folder with the project and its node_modules
 */
export function writeOutputs(checkout: string, archives: readonly ComparedArchive[], folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { name, path, acknowledgements } of archives) {
    const out = join(folder, name);
    mkdirSync(out, { recursive: true });
    for (const [file, words] of Object.entries(COMMANDS)) {
      const isAsked = acknowledgements !== null && words[0] !== 'plan';
      const accepted = isAsked ? ['--acknowledgements', acknowledgements] : [];
      const target = file === 'report.json' ? ['--out', join(out, 'report')] : [];
      process.stderr.write(`${checkout}: ${name}, ${words[0]}\n`);
      writeFileSync(
        join(out, file),
        auditor(checkout, [...words, path, ...accepted, ...target]).replaceAll(folder, ''),
      );
    }
  }
  writeFileSync(
    join(folder, 'advise.json'),
    auditor(checkout, ['advise', '--json', ...versionsOf(checkout)]),
  );
  writeFileSync(join(folder, 'template.json'), templateOf(checkout, join(folder, 'cdk.out')));
}

/** Runs the command line of a checkout on that checkout's own Node. */
function auditor(checkout: string, words: readonly string[]): string {
  const { stdout, stderr, status, error } = spawnSync(
    join(checkout, 'node_modules/.bin/node'),
    ['--max-old-space-size=12000', join(checkout, 'cli/main.ts'), ...words],
    {
      cwd: checkout,
      encoding: 'utf8',
      maxBuffer: 4e9,
      env: { ...process.env, NO_COLOR: '1', COLUMNS: '120' },
    },
  );
  if (error) throw error;
  if (status !== 0 && status !== 3)
    throw new Error(`${words.join(' ')} of ${checkout}: ${status}\n${stderr}`);
  return stdout;
}

function versionsOf(checkout: string): string[] {
  const { branches } = JSON.parse(readFileSync(join(checkout, 'lambdas/knowledge/releases.json'), 'utf8'));
  const releases = branches.flatMap(({ releases }: { releases: { version: string }[] }) => releases);
  return [...releases.map(({ version }: { version: string }) => version), ...VERSIONS];
}

/** The synthesised template; the hashes of the functions' assets change with any line of code, and are left out. */
function templateOf(checkout: string, out: string): string {
  const { status, stderr } = spawnSync(join(checkout, 'node_modules/.bin/node'), ['infra/app.ts'], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: contextOf(checkout), CDK_VALIDATION: 'false' },
  });
  if (status !== 0) throw new Error(`synthesis of ${checkout}: ${stderr}`);
  const [template = ''] = readdirSync(out).filter((name) => name.endsWith('.template.json'));
  const text = readFileSync(join(out, template), 'utf8');
  rmSync(out, { recursive: true });
  return text.replaceAll(/[0-9a-f]{64}/g, '<asset>');
}

const contextOf = (checkout: string): string =>
  JSON.stringify(JSON.parse(readFileSync(join(checkout, 'cdk.json'), 'utf8')).context);

/** The files of two folders that differ, or that one of them lacks, with the first line that does. */
export function differences(before: string, after: string): string[] {
  const names = new Set([...filesOf(before), ...filesOf(after)]);
  return [...names].sort().flatMap((name) => {
    const [then, now] = [textOf(join(before, name)), textOf(join(after, name))];
    if (then === now) return [];
    if (then === null || now === null) return [`${name}: only ${then === null ? 'after' : 'before'}`];
    const [old, lines] = [then.split('\n'), now.split('\n')];
    const line = lines.findIndex((text, index) => text !== old[index]);
    const around = (text: string | undefined) => (text ?? '').slice(0, 200);
    return [`${name}:${line + 1}\n  - ${around(old[line])}\n  + ${around(lines[line])}`];
  });
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
