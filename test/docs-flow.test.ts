import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from './files.ts';

const flow = readFileSync(join(repositoryRoot, 'docs/images/flow.svg'), 'utf8');

it('shows modules that are there', () => {
  const named = [...flow.matchAll(/>(lambdas\/[\w./-]+)</g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(9);
  expect(named.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
});

it.each([
  { verb: 'audit-fleet', folders: ['samples'] },
  { verb: 'score-fleet', folders: ['bins', 'assessments'] },
  { verb: 'send-report', folders: ['reports'] },
])('shows $verb and what it writes', ({ verb, folders }) => {
  expect(flow).toContain(`>${verb}<`);
  for (const folder of folders) expect(flow).toContain(`>${folder}/<`);
});
