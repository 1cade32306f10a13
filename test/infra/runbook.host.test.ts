import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { needs } from '../lab/needs.ts';
import { LAMBDA_LOG } from './lambda-log.ts';

const { missing, title } = needs('bash', 'jq');
const runbook = readFileSync(join(repositoryRoot, 'docs/runbook.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'runbook-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What stands between fences. */
const blocks = [...runbook.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
const definitions = blocks.find((block) => block.includes('log() {')) ?? '';
/** A command that goes on after a pipe: what it prints is what a person looks at. */
const commands = blocks.flatMap((block) =>
  block.split('\n').filter((line) => /^log "/.test(line) && line.includes('|')),
);

// `aws logs tail --format short` prints instant and message; all else that the commands ask of AWS is a name.
const AWS = `
aws() {
  case "$*" in
    *'--format short'*) while read -r line; do echo "2026-11-23T08:00:00 $line"; done < log.jsonl ;;
    'logs tail'*) echo 'another format than the runbook reads' ;;
    *) echo a-name ;;
  esac
}
`;

/** What a command prints on functions with this log. */
function printed(command: string): string {
  writeFileSync(join(folder, 'log.jsonl'), LAMBDA_LOG.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return execFileSync('bash', ['-c', `${AWS}\n${definitions}\n${command}`], {
    cwd: folder,
    encoding: 'utf8',
  });
}

/** What a command is to print of the log, by a word in it. */
const EXPECTED: readonly (readonly [word: string, printed: readonly string[]])[] = [
  ['refusedKnowledge', ['older: checked on 2026-10-01']],
  ['refusedProbe', ['{"hosts":2}']],
  ['ERROR', ['AccessDenied', '"timeout"']],
  ['durationMs', ['["late","timeout",300000,211]', '["good","success",19000,211]']],
];

describe.skipIf(missing)(title("the runbook's commands on logs"), () => {
  it.each(commands)('%s finds what it looks for in lines of JSON', (command) => {
    const text = printed(command);
    const [, expected] = EXPECTED.find(([word]) => command.includes(word)) ?? [];
    if (expected === undefined) throw new Error('what does it look for?');
    for (const part of expected) expect(text).toContain(part);
  });

  it('are at least these, and none looks for a line that is not JSON', () => {
    expect(commands.length).toBeGreaterThanOrEqual(4);
    expect(commands.filter((command) => /\bgrep\b/.test(command))).toEqual([]);
    expect(printed('log a 3h | grep REPORT || echo nothing')).toBe('nothing\n');
  });
});
