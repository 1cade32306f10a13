import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deliveredScript } from '../../lambdas/probe/delivered-script.ts';
import { probeDocument, probeScript } from '../../lambdas/probe/probe-document.ts';
import { repositoryRoot } from '../files.ts';
import { PROBE_PATH } from '../lab/run-probe.ts';

const script = readFileSync(PROBE_PATH, 'utf8');
const delivered = probeScript();
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
  it('has fewer than 44,000 bytes, of the 64 kB that SSM allows', () => {
    expect(JSON.stringify(probeDocument()).length).toBeLessThan(44_000);
  });

  it('passes no argument, so that --proof is out of its reach', () => {
    const { inputs } = probeDocument().mainSteps[0] ?? {};
    expect(inputs?.runCommand).toEqual([delivered.trimEnd()]);
    expect(delivered).toMatch(/\nmain "\$@"\n$/);
    expect(JSON.stringify(probeDocument())).not.toContain('{{');
  });
});

describe('what hosts run of the script', () => {
  const lines = delivered.trimEnd().split('\n');

  it('is a line of the script each, in its order, but for blanks and comments', () => {
    const bare = (line: string) => line.replace(/ {2,}# .*$/, '').replaceAll(/\s/g, '');
    const sources = script.split('\n').map(bare);
    let place = -1;
    for (const line of lines) {
      const next = sources.indexOf(bare(line), place + 1);
      expect(next, `${line} stands nowhere after line ${place + 1}`).toBeGreaterThan(place);
      place = next;
    }
  });

  it('has no comment, no empty line and no indentation', () => {
    expect(lines.slice(1).filter((line) => line === '' || /^\s|^#|\s$/.test(line))).toEqual([]);
  });

  it('lacks what only serves a person at a keyboard', () => {
    expect(delivered).not.toMatch(/by hand|--proof|--explain|--old-workers|prove|judge|@!/);
    expect(script).toMatch(/--proof\)/);
  });

  it('is a script that a shell can read', () => {
    expect(spawnSync('/bin/sh', ['-n'], { input: delivered, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it.each([
    { of: 'blanks in a string', line: 'print "a = b, c" , d', kept: 'print "a = b, c",d' },
    {
      of: 'blanks in a regular expression',
      line: 'if (a ~ / = ,/ && b) c = 1',
      kept: 'if (a ~ / = ,/&&b) c=1',
    },
    {
      of: 'a call and a text in brackets',
      line: 'print text (a == 1 ? "x" : "y")',
      kept: 'print text (a==1?"x":"y")',
    },
    { of: 'a line with a quotient', line: 'a = b / c; d = e', kept: 'a = b / c; d = e' },
    { of: 'a quote in a string', line: 'a = "\\" = \\""; b = 1', kept: 'a="\\" = \\"";b=1' },
  ])('keeps $of', ({ line, kept }) => {
    expect(deliveredScript(`#!/bin/sh\nawk '\n  ${line}\n'\n`)).toBe(`#!/bin/sh\nawk '\n${kept}\n'\n`);
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

  it('reports the outcome of the scan in words that the page explains', () => {
    const scans = codes(/\bscan=([a-z][a-z-]+)/g, /verdict = "([a-z-]+)"/g, /"(mixed)"/g);
    expect(scans.filter((code) => code !== 'all').toSorted()).toEqual(listed('Scan'));
    for (const code of scans) expect(code.length).toBeLessThanOrEqual(16);
  });
});
