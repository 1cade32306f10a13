import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { needs, programPath } from '../lab/needs.ts';
import { writeArchive } from './archives.ts';
import { MAIN } from './auditor.ts';

const required = needs('root', 'netns', 'haproxy', 'unshare', 'ss', 'ip', 'setpriv', 'timeout', 'awk');

const configuration = (socket: string) => `global
  maxconn 2000
${socket}
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 2s
frontend f
  bind 127.0.0.1:18080
  http-request return status 200
`;
const folder = writeArchive({ 'none.cfg': configuration('') });
writeSocketConfiguration();
// Whoever is not root has to get at it too.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

function writeSocketConfiguration() {
  const line = `  stats socket ${join(folder, 'auditor.sock')} mode 600 level operator\n`;
  execFileSync('tee', [join(folder, 'operator.cfg')], { input: configuration(line) });
}

/**
 * Runs the command line beside a real HAProxy that listens on the loopback of a network namespace of its own, in a
 * namespace of processes of its own, so that no other HAProxy of this machine is seen.
 */
function beside(configurationName: string, words: readonly string[], { isRoot }: { isRoot: boolean }) {
  const script = `
    ip link set lo up
    ${programPath('haproxy')} -W -db -f ${join(folder, configurationName)} >/dev/null 2>&1 &
    until ss -Hltn sport = :18080 | grep -q .; do sleep .1; done
    "$@"
  `;
  const asUser = isRoot ? [] : ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const { stdout, stderr, status } = spawnSync(
    'timeout',
    [
      ...['60', 'unshare', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', '-c', script, 'beside', ...asUser, process.execPath, MAIN, ...words],
    ],
    { encoding: 'utf8' },
  );
  return { stdout, stderr, status };
}

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
      file: 'operator.cfg',
      status: 1,
      rest: 'no hard-stop-after; nothing stuck now',
      isKnown: true,
    },
    {
      as: 'root',
      socket: 'no stats socket',
      isRoot: true,
      file: 'none.cfg',
      status: 1,
      rest: 'no hard-stop-after; no dead socket now; streams not counted \\(no stats socket\\)',
      isKnown: true,
    },
    {
      as: 'nobody',
      socket: 'a stats socket',
      isRoot: false,
      file: 'operator.cfg',
      status: 3,
      rest: 'no hard-stop-after; streams not counted; dead sockets not counted; run as root to see more',
      isKnown: false,
    },
    {
      as: 'nobody',
      socket: 'no stats socket',
      isRoot: false,
      file: 'none.cfg',
      status: 3,
      rest: 'no hard-stop-after; streams not counted; dead sockets not counted; run as root to see more',
      isKnown: false,
    },
  ];

  it.each(cases)(
    'as $as with $socket ends in one line of verdict and answers $status',
    ({ isRoot, file, status, rest, isKnown }) => {
      const answer = beside(file, ['audit'], { isRoot });
      expect(answer).toMatchObject({ status, stderr: '' });
      const line = isKnown ? known() : 'HAProxy of an unknown release';
      expect(lastLine(answer.stdout)).toMatch(new RegExp(`^${line}; ${rest}$`));
      expect(answer.stdout.includes('Put `sudo` before the command')).toBe(!isRoot);
      expect(answer.stdout.includes('no stats socket was found')).toBe(isRoot && file === 'none.cfg');
    },
  );

  it.each(cases)('as $as with $socket prints a sample that an assessment reads', ({ isRoot, file }) => {
    const { stdout, stderr, status } = beside(file, ['probe', '--json'], { isRoot });
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
    const { stdout, status } = beside('none.cfg', ['probe'], { isRoot: true });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}known leaks +HAPX-\d{4}/m);
    expect(stdout).toMatch(/^ {2}dead sockets +0$/m);
    expect(stdout).toMatch(/^ {2}descriptors +\d+, 0% of /m);
  });
});
