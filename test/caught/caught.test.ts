import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sectionOf } from '../bench/marked-section.ts';
import { repositoryRoot } from '../files.ts';
import { ASSERTED } from '../hostile/asserted.ts';
import { caughtSection } from './caught-section.ts';

const page = readFileSync(join(repositoryRoot, 'docs/reliability.md'), 'utf8');

it('docs/reliability.md lists what is fired and planted: npm run caught', () => {
  expect(sectionOf(page, 'caught')).toBe(caughtSection());
});

it('has something in every cell', () => {
  expect(caughtSection()).not.toMatch(/\| *\|/);
});

it('docs/reliability.md lists what is asserted of hostile hosts', () => {
  const cells = page.split('\n').map((line) => /^\| (.*?) +\|$/.exec(line)?.[1]);
  expect(Object.values(ASSERTED).filter((text) => !cells.includes(text))).toEqual([]);
});
