import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { FLEET, LEAKING, removedArchives, textOf } from './archives.ts';
import { auditor } from './auditor.ts';

const WIDTH = 40;
const folder = removedArchives()({ 'samples.ndjson': textOf(FLEET) });

/** What each command prints without AWS and without asking this machine. */
const COMMANDS = [
  ['audit', '--replay', '--exit-zero'],
  ['score', folder],
  ['explain', LEAKING, '--from', folder],
  ['plan', '--from', folder],
  ['report', '--from', folder, '--out', join(folder, 'out')],
  ['advise', '2.8.11', '2.8.30'],
  ['advise', '2.8.11', '--all'],
  ['acknowledge', 'list', '--archive', folder],
  ['knowledge', 'show'],
  ['validate', join(repositoryRoot, 'cdk.json'), '--exit-zero'],
  ['validate', '--samples', folder],
  ['estimate', '--hosts', '20'],
];
const HELPS = [
  '',
  'demo',
  'audit',
  'probe',
  'collect',
  'score',
  'explain',
  'plan',
  'report',
  'advise',
  'validate',
  'estimate',
  'doctor',
  'import',
  'import prometheus',
  'knowledge',
  'knowledge show',
  'knowledge push',
  'template',
  'template spoke',
  'acknowledge',
  'acknowledge add',
  'acknowledge list',
  'acknowledge withdraw',
].map((names) => `${names} --help`.trim().split(' '));

/** Commands and what has no space in it, such as a path, are as long as they are. */
const isAsItIs = (line: string) => /auditor -- |^Usage: /.test(line) || !line.trim().includes(' ');

describe(`on a terminal of ${WIDTH} columns`, () => {
  beforeEach(() => {
    for (const [key, value] of Object.entries({ columns: WIDTH, isTTY: true }))
      Object.defineProperty(process.stdout, key, { value, configurable: true });
  });
  afterEach(() => {
    Reflect.deleteProperty(process.stdout, 'columns');
    Reflect.deleteProperty(process.stdout, 'isTTY');
    vi.restoreAllMocks();
  });

  it.each([...COMMANDS, ...HELPS].map((words) => ({ words })))(
    '$words has no line that is wider',
    async ({ words }) => {
      const { stdout } = await auditor(words);
      const lines = stdout.split('\n');
      expect(lines.filter((line) => line.length > WIDTH && !isAsItIs(line))).toEqual([]);
      expect(lines.length).toBeGreaterThan(2);
    },
  );
});
