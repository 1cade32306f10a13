import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSection } from '../bench/marked-section.ts';
import { repositoryRoot } from '../files.ts';
import { GROUPS } from './groups.ts';
import { type Counted, countOf, foundShare, mutantsTable } from './mutants-table.ts';

/**
 * `npm run mutants [GROUP...] [-- options of Stryker]`: runs the groups one after another, and writes what all of them
 * found, in this run or an earlier one, into its page.
 */
const MINIMUM_FOUND = 0.85;

const [names, options] = asked(process.argv.slice(2));
for (const name of names) {
  console.log(`\n${name}: ${GROUPS[name]?.label}`);
  const { status } = spawnSync('stryker', ['run', 'test/mutants/stryker.config.mjs', ...options], {
    cwd: repositoryRoot,
    env: { ...process.env, MUTANTS: name },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const counted = new Map<string, Counted>(
  Object.keys(GROUPS).flatMap((name) => {
    const path = join(repositoryRoot, `out/mutants/${name}.json`);
    return existsSync(path) ? [[name, countOf(JSON.parse(readFileSync(path, 'utf8')))]] : [];
  }),
);
const table = mutantsTable(counted);
console.log(`\n${table}`);
if (counted.size === Object.keys(GROUPS).length) {
  const page = join(repositoryRoot, 'docs/mutants.md');
  writeFileSync(page, withSection(readFileSync(page, 'utf8'), 'mutants', table));
}
process.exitCode = foundShare([...counted.values()]) < MINIMUM_FOUND ? 1 : 0;

/** Groups come before Stryker's options; without any all are asked for. */
function asked(argv: readonly string[]): [names: string[], options: string[]] {
  const first = argv.findIndex((argument) => argument.startsWith('-'));
  const at = first === -1 ? argv.length : first;
  const unknown = argv.slice(0, at).filter((name) => !(name in GROUPS));
  if (unknown.length > 0)
    throw new RangeError(`no group ${unknown.join(', ')}: there are ${Object.keys(GROUPS).join(', ')}`);
  return [at === 0 ? Object.keys(GROUPS) : argv.slice(0, at), argv.slice(at)];
}
