import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../files.ts';
import { comparedArchives } from './archives.ts';
import { differences, writeOutputs } from './outputs.ts';

/**
 * Whether this checkout says what another one says: `npm run compare -- ../before`. Scores, plans, reports and texts of
 * three archives, the advice on every release, and the template. Exit code 1 where anything differs.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    work: { type: 'string', default: join(tmpdir(), 'auditor-compare') },
    hosts: { type: 'string', default: '5000' },
    /** Keeps what the other checkout said before, as it takes half of the time. */
    'keep-before': { type: 'boolean', default: false },
  },
});
const [before] = positionals;
if (before === undefined)
  throw new Error('usage: npm run compare -- FOLDER, a checkout with its node_modules');

const archives = await comparedArchives(join(values.work, 'archives'), Number(values.hosts));
const [then, now] = [join(values.work, 'before'), join(values.work, 'after')];
if (!values['keep-before']) writeOutputs(resolve(before), archives, then);
writeOutputs(repositoryRoot, archives, now);
const found = differences(then, now);
process.stdout.write(found.length === 0 ? 'nothing differs\n' : `${found.join('\n')}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
