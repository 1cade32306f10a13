import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { repositoryRoot } from '../../files.ts';
import { needs } from '../../lab/needs.ts';

const required = needs('diff', 'git');
const RELEASES = join(repositoryRoot, 'lambdas/knowledge/releases.json');

it.skipIf(required.missing)(
  required.title('knowledge:update prints a diff that git takes, and writes nothing'),
  () => {
    const kept = readFileSync(RELEASES, 'utf8');
    const folder = mkdtempSync(join(tmpdir(), 'knowledge-update-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'CHANGELOG'), '2027/03/01 : 2.8.99\n    - BUG/MINOR: http-ana: apply it\n');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(repositoryRoot, 'cli/knowledge-update.ts'), 'CHANGELOG', '--checked-on', '2027-03-02'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const changed = stdout.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
    expect(changed).toEqual(
      expect.arrayContaining([
        '+"checkedOn": "2027-03-02",',
        '+{"version": "2.8.99", "date": "2027-03-01", "dateSource": "changelog"}',
      ]),
    );
    const check = spawnSync('git', ['apply', '--check', '-'], {
      ...{ cwd: repositoryRoot, input: stdout, encoding: 'utf8' },
    });
    expect({ status: check.status, stderr: check.stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(RELEASES, 'utf8')).toBe(kept);
  },
);
