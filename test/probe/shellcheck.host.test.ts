import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { needs, programPath } from '../lab/needs.ts';
import { PROBE_PATH } from '../lab/run-probe.ts';

const required = needs('shellcheck');

it.skipIf(required.missing)(required.title('probe.sh has nothing that shellcheck objects to'), () => {
  const { stdout } = spawnSync(programPath('shellcheck'), ['-s', 'sh', PROBE_PATH], { encoding: 'utf8' });
  expect(stdout).toBe('');
});
