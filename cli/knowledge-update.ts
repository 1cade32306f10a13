import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { AdvisoryList } from '../lambdas/domain/releases/advisory.ts';
import { ReleaseList } from '../lambdas/domain/releases/release.ts';
import { printAdvisories, printReleases } from './knowledge-update/print-knowledge.ts';
import { proposeFixes } from './knowledge-update/propose-fixes.ts';
import { proposeReleases } from './knowledge-update/propose-releases.ts';
import { readUpstream, type UpstreamFile } from './knowledge-update/read-upstream.ts';
import { quoted } from './text/terminal.ts';

const USAGE = `usage: npm run -s knowledge:update -- [--checked-on YYYY-MM-DD] FILE… > update.diff
FILE is an upstream CHANGELOG, a listing or releases.json of haproxy.org/download, or endoflife.date's haproxy.json.
The changes are printed as a diff to review and nothing is written; take them with: git apply update.diff
`;

const FOLDER = 'lambdas/knowledge';
const REPOSITORY = join(import.meta.dirname, '..');

/** Proposes what upstream's files change in the knowledge: a diff on standard output, remarks on standard error. */
function main(): void {
  const { paths, checkedOn } = readArguments();
  const files = paths.map(readUpstreamFile);
  const releases = proposeReleases(ReleaseList.parse(readJson('releases.json')), files);
  const fixes = proposeFixes(AdvisoryList.parse(readJson('advisories.json')), files);
  const checked = checkedOn === undefined ? {} : { checkedOn };
  for (const note of [...releases.notes, ...fixes.notes]) process.stderr.write(`note: ${note}\n`);
  process.stdout.write(
    diff({
      'releases.json': printReleases({ ...releases.list, ...checked }),
      'advisories.json': printAdvisories({ ...fixes.list, ...checked }),
    }),
  );
}

function readArguments(): { paths: string[]; checkedOn: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'checked-on': { type: 'string' } },
    });
    const checkedOn = z.iso.date().optional().parse(values['checked-on']);
    if (positionals.length === 0 && checkedOn === undefined) throw new Error('no file given');
    return { paths: positionals, checkedOn };
  } catch (error) {
    const reason = error instanceof z.ZodError ? '--checked-on wants YYYY-MM-DD' : String(error);
    return exit(2, `${reason}\n${USAGE}`);
  }
}

function readUpstreamFile(path: string): UpstreamFile {
  let text: string;
  try {
    // npm starts scripts in the package's folder; INIT_CWD is where the person stands.
    text = readFileSync(resolve(process.env.INIT_CWD ?? '.', path), 'utf8');
  } catch (error) {
    return exit(4, `${quoted(path)}: ${error instanceof Error ? error.message : error}\n`);
  }
  return (
    readUpstream(basename(path), text) ??
    exit(4, `${quoted(path)}: neither a change list nor a release list\n`)
  );
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(REPOSITORY, FOLDER, name), 'utf8'));
}

/** A unified diff whose paths are the repository's, so that `git apply` takes it. */
function diff(proposed: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-update-'));
  try {
    for (const side of ['a', 'b']) mkdirSync(join(folder, side, FOLDER), { recursive: true });
    for (const [name, text] of Object.entries(proposed)) {
      writeFileSync(join(folder, 'a', FOLDER, name), readFileSync(join(REPOSITORY, FOLDER, name)));
      writeFileSync(join(folder, 'b', FOLDER, name), text);
    }
    const run = spawnSync('git', ['diff', '--no-index', '--no-prefix', '--no-color', 'a', 'b'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    // With --no-index git answers 1 for "differs"; anything above is a failure.
    if (run.status !== 0 && run.status !== 1) throw new Error(`git diff failed: ${run.error ?? run.stderr}`);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function exit(code: number, message: string): never {
  process.stderr.write(message);
  process.exit(code);
}

main();
