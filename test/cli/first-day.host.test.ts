import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { BESIDE_NEEDS, besideHaproxy } from '../lab/beside-haproxy.ts';
import { needs, programPath } from '../lab/needs.ts';
import { writeArchive } from './archives.ts';
import { MAIN } from './auditor.ts';

const required = needs(...BESIDE_NEEDS, 'setpriv');

const folder = writeArchive({});
// Whoever is not root has to get at it too.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const beside = (words: readonly string[], { isRoot, hasSocket }: { isRoot: boolean; hasSocket: boolean }) =>
  besideHaproxy([...(isRoot ? [] : AS_NOBODY), process.execPath, MAIN, ...words], { folder, hasSocket });

const lastLine = (text: string) => text.trimEnd().split('\n\n').at(-1)?.replaceAll('\n', ' ');

/** As HAProxy itself tells it: `2.6.12`. */
const release = () =>
  /version (\d+\.\d+\.\d+)/.exec(execFileSync(programPath('haproxy'), ['-v']).toString())?.[1];

describe.skipIf(required.missing)(required.title('the first day beside a real HAProxy'), () => {
  const known = () =>
    String.raw`${release()?.replaceAll('.', '\\.')}: \d+ known leaks? \(HAPX-\d{4}(, …)?\), run \d+\.\d+\.\d+`;
  const cases = [
    {
      as: 'root',
      socket: 'a stats socket',
      isRoot: true,
      hasSocket: true,
      status: 1,
      rest: 'no hard-stop-after; nothing stuck now',
      isKnown: true,
    },
    {
      as: 'root',
      socket: 'no stats socket',
      isRoot: true,
      hasSocket: false,
      status: 1,
      rest: 'no hard-stop-after; no dead socket now; streams not counted \\(no stats socket\\)',
      isKnown: true,
    },
    {
      as: 'nobody',
      socket: 'a stats socket',
      isRoot: false,
      hasSocket: true,
      status: 3,
      rest: 'no hard-stop-after; streams not counted; dead sockets not counted; run as root to see more',
      isKnown: false,
    },
    {
      as: 'nobody',
      socket: 'no stats socket',
      isRoot: false,
      hasSocket: false,
      status: 3,
      rest: 'no hard-stop-after; streams not counted; dead sockets not counted; run as root to see more',
      isKnown: false,
    },
  ];

  it.each(cases)(
    'as $as with $socket ends in one line of verdict and answers $status',
    ({ isRoot, hasSocket, status, rest, isKnown }) => {
      const answer = beside(['audit'], { isRoot, hasSocket });
      expect(answer).toMatchObject({ status, stderr: '' });
      const line = isKnown ? known() : 'HAProxy of an unknown release';
      expect(lastLine(answer.stdout)).toMatch(new RegExp(`^${line}; ${rest}$`));
      expect(answer.stdout.includes('Put `sudo` before the command')).toBe(!isRoot);
      expect(answer.stdout.includes('no stats socket was found')).toBe(isRoot && !hasSocket);
    },
  );

  it.each(cases)('as $as with $socket prints a sample that an assessment reads', ({ isRoot, hasSocket }) => {
    const { stdout, stderr, status } = beside(['probe', '--json'], { isRoot, hasSocket });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout.split('\n')).toHaveLength(2);
    const sample = Sample.parse(JSON.parse(stdout));
    expect(sample).toMatchObject({
      outcome: 'sampled',
      hostId: expect.stringMatching(/^(m-[0-9a-f]{17}|this-machine)$/),
    });
    const scored = spawnSync(process.execPath, [MAIN, 'score', '-', '--json'], {
      encoding: 'utf8',
      input: stdout,
    });
    expect(scored).toMatchObject({ status: 3, stderr: '' });
    const [host] = JSON.parse(scored.stdout).hosts;
    expect(host).toMatchObject({ hostId: sample.hostId, verdict: 'insufficient-data' });
    const explained = spawnSync(process.execPath, [MAIN, 'explain', sample.hostId, '--from', '-'], {
      encoding: 'utf8',
      input: stdout,
    });
    expect(explained).toMatchObject({ status: 0, stderr: '' });
    if (isRoot) expect(explained.stdout).toMatch(/Upgrade to \d+\.\d+\.\d+/);
  });

  it('of probe has the levels of the worker, and known leaks without a socket too', () => {
    const { stdout, status } = beside(['probe'], { isRoot: true, hasSocket: false });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}known leaks +HAPX-\d{4}/m);
    expect(stdout).toMatch(/^ {2}dead sockets +0$/m);
    expect(stdout).toMatch(/^ {2}descriptors +\d+, 0% of /m);
  });
});
