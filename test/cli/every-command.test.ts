import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { FLEET, LEAKING, textOf, writeArchive } from './archives.ts';
import { auditor, auditorProcess, MAIN } from './auditor.ts';

const folder = writeArchive({ 'samples.ndjson': textOf(FLEET) });
const CDK = join(repositoryRoot, 'cdk.json');
afterAll(() => rmSync(folder, { recursive: true }));

/** Words with which each command has something to say without AWS; `null` where it has nothing to say without it. */
const COMMANDS: Record<string, { words: string[] | null }> = {
  // It takes some seconds: demo.simulation.test.ts runs it.
  demo: { words: null },
  audit: { words: ['--replay', '--exit-zero'] },
  // It asks this machine: every-command.host.test.ts runs it.
  probe: { words: null },
  // It has nothing to say into a pipe.
  collect: { words: null },
  score: { words: [folder, '--exit-zero'] },
  explain: { words: [LEAKING, '--from', folder] },
  plan: { words: ['--from', folder] },
  report: { words: ['--from', folder, '--out', join(folder, 'out')] },
  advise: { words: ['2.8.11', '2.8.30'] },
  // It asks a Prometheus: import-prometheus.test.ts runs it.
  import: { words: null },
  acknowledge: { words: ['list', '--archive', folder] },
  knowledge: { words: ['show'] },
  validate: { words: [CDK, '--exit-zero'] },
  estimate: { words: ['--hosts', '120', '--config', CDK] },
  // It is JSON as it is, and takes seconds: template.test.ts runs it.
  template: { words: null },
  doctor: { words: null },
};
const commands = Object.entries(COMMANDS).map(([name, { words }]) => ({ name, words }));
/** Those whose first word here is a command of its own. */
const PARTED = ['acknowledge', 'knowledge'];
const INVOKED = 'npm run -s auditor --';

it('every command of the program is tested here', async () => {
  const { stdout } = await auditor(['--help']);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  expect(names.sort()).toEqual(Object.keys(COMMANDS).sort());
});

it('docs/commands.md has a row for each command', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/commands.md'), 'utf8');
  const documented = [...page.matchAll(/^\| `auditor ([a-z]+)/gm)].map(([, name]) => name);
  expect([...new Set(documented)].sort()).toEqual(Object.keys(COMMANDS).sort());
});

describe.each(commands)('auditor $name', ({ name, words }) => {
  it('has examples in its help, which are lines to type', async () => {
    const { stdout, status } = await auditor([name, '--help']);
    expect(status).toBe(0);
    const lines = stdout.split('Examples:\n')[1]?.trimEnd().split('\n') ?? [];
    expect(lines.length).toBeGreaterThanOrEqual(4);
    for (const [index, line] of lines.entries())
      expect(line).toMatch(index % 2 === 0 ? /^ {2}\S.*:$/ : `    ${INVOKED} ${name}`);
  });

  it('answers 2 to an option that it has not, and says where to look', async () => {
    const { status, stdout, stderr } = await auditor([name, ...(words ?? []), '--nonsense']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const part = PARTED.includes(name) ? ` ${words?.[0]}` : '';
    expect(stderr).toBe(`error: unknown option '--nonsense'\nSee: ${INVOKED} ${name}${part} --help\n`);
  });

  if (words !== null) {
    it('prints JSON and nothing else where it is asked for', async () => {
      const { stdout, stderr } = await auditor([name, ...words, '--json']);
      expect(stderr).toBe('');
      const values = name === 'audit' ? stdout.trimEnd().split('\n') : [stdout];
      for (const value of values) expect(JSON.parse(value)).toBeTypeOf('object');
    });

    it('prints plain text of 80 columns into a pipe, with the next command at its end', async () => {
      const { stdout, status } = await auditor([name, ...words]);
      expect(status).toBe(0);
      expect(stdout).not.toContain('\u001b');
      // A path or an address is as long as it is.
      const isOurs = (line: string) =>
        !line.includes(folder) && !line.includes(CDK) && !line.includes('https://');
      expect(stdout.split('\n').filter((line) => line.length > 80 && isOurs(line))).toEqual([]);
      // An audit ends in its verdict; what to look at next stands before that.
      const lines = stdout.trimEnd().split('\n');
      const last = name === 'audit' ? lines.filter((line) => line.includes(INVOKED)).at(-1) : lines.at(-1);
      expect(last).toMatch(new RegExp(`: ${INVOKED} \\w+`));
    });
  }
});

describe('auditor', () => {
  it.each([
    { words: ['scroe', folder], says: "error: unknown command 'scroe'\n(Did you mean score?)\n" },
    { words: ['nonsense'], says: "error: unknown command 'nonsense'\n" },
  ])('answers 2 to $words and says where to look', async ({ words, says }) => {
    const { status, stdout, stderr } = await auditor(words);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `${says}See: ${INVOKED} --help\n`,
    });
  });

  it('names doctor where AWS can not be asked', () => {
    const env = {
      ...process.env,
      AWS_REGION: undefined,
      AWS_PROFILE: undefined,
      AWS_CONFIG_FILE: '/none',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const words = ['audit', '--aws', '--config', CDK, '--bucket', 'archive'];
    const { status, stderr } = auditorProcess(words, { env });
    expect(status).toBe(4);
    expect(stderr).toBe(`error: Region is missing\nSee what is missing: ${INVOKED} doctor\n`);
  });

  it('is silent where its reader stops early', async () => {
    const words = [MAIN, 'advise', '2.8.11', '--all', '--json'];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });
});
