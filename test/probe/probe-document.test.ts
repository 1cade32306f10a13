import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeDocument, probeScript } from '../../lambdas/probe/probe-document.ts';
import { repositoryRoot } from '../files.ts';

const script = probeScript();
const page = readFileSync(join(repositoryRoot, 'docs/probe.md'), 'utf8');

/** First column of the table under a heading, without what follows a colon. */
function listed(heading: string): string[] {
  const table = page.slice(page.search(new RegExp(`^\\| ${heading} +\\|`, 'm'))).split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `([a-z0-9-]+)[^`]*`/gm)].map(([, code]) => code ?? '').toSorted();
}

const codes = (...patterns: RegExp[]) => [
  ...new Set(patterns.flatMap((pattern) => [...script.matchAll(pattern)].map(([, code]) => code ?? ''))),
];

describe('the SSM document', () => {
  it('stays below 60 kB, of the 64 kB that SSM allows', () => {
    expect(JSON.stringify(probeDocument()).length).toBeLessThan(60_000);
  });

  it('passes no argument: --proof is out of its reach', () => {
    const { inputs } = probeDocument().mainSteps[0] ?? {};
    expect(inputs?.runCommand.at(-1)).toBe('main "$@"');
    expect(JSON.stringify(probeDocument())).not.toContain('{{');
  });
});

describe('probe.sh', () => {
  it('is ASCII in its code', () => {
    const code = script.split('\n').filter((line) => !/^\s*#/.test(line));
    expect(code.filter((line) => /[^\t\x20-\x7e]/.test(line))).toEqual([]);
  });

  it('asks HAProxy for nothing but what the page lists', () => {
    const sent = codes(/'(show [a-z ]+)'/g, /"(show [a-z ]+)\$/g).map((command) => command.trim());
    expect([...new Set(sent)].toSorted()).toEqual([
      'show cli level',
      'show info',
      'show sess',
      'show sess susp',
    ]);
    for (const command of sent) expect(page).toContain(`\`${command}`);
    // Beside the header's word of what it sends, there is no other mention of a command.
    expect(script).not.toMatch(
      /\b(set|enable|disable|shutdown|clear|add|del) (server|sessions?|frontend|maxconn|map|acl)\b/,
    );
  });

  it('states every note, and the page has its meaning', () => {
    const notes = codes(
      /\bnote (?!CODE)"?([a-z][a-z-]+[a-z])/g,
      /note\\t([a-z-]+)/g,
      /add_note\("([a-z-]+)/g,
      /unknown='([a-z-]+)'/g,
      /\\"([a-z]+-[a-z]+):/g,
    ).map((code) => (code === 'socket-level' ? 'socket-level-user' : code));
    expect(notes.toSorted()).toEqual(listed('Note'));
    for (const code of notes) expect(code).toMatch(/^[a-z0-9:.-]{1,32}$/);
  });

  it('says what became of the scan in words that the page explains', () => {
    const scans = codes(/\bscan=([a-z][a-z-]+)/g, /verdict = "([a-z-]+)"/g, /: "(mixed)"/g);
    expect(scans.filter((code) => code !== 'all').toSorted()).toEqual(listed('Scan'));
    for (const code of scans) expect(code.length).toBeLessThanOrEqual(16);
  });
});
