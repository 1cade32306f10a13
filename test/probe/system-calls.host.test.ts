import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCapture, startedEarlier } from '../lab/capture.ts';
import { needs, programPath } from '../lab/needs.ts';
import { openProcView } from '../lab/proc-view.ts';
import { runProbe } from '../lab/run-probe.ts';
import { type StandIn, startStandIn } from '../lab/stand-in.ts';

const required = needs('strace', 'python3', 'prlimit', 'setpriv', 'socat', 'root');

describe.skipIf(required.missing)(required.title('every system call of the probe and its children'), () => {
  let calls: string[];
  let standIn: StandIn;
  let commands: string[];
  beforeAll(async () => {
    const { answers, configuration } = readCapture('v2.8.0');
    standIn = await startStandIn({
      answers: startedEarlier(answers, 86_400),
      configuration,
      deadSockets: 2,
      sockets: [{ path: 'user.sock', level: 'user' }],
    });
    const view = openProcView([standIn.pid]);
    const trace = join(standIn.folder, 'trace');
    const strace = ['strace', '-f', '-qq', '-s', '300', '-o', trace];
    const { stdout } = await runProbe(
      ['--procfs', view.path],
      [
        ...[programPath('strace'), ...strace.slice(1)],
        ...[
          '-e',
          'trace=%file,%network,kill,tkill,tgkill,setpriority,ioprio_set,ftruncate,fchmod,fchown,ptrace',
        ],
        '/bin/sh',
      ],
    );
    expect(stdout).toContain('"socket-level-user"');
    calls = readFileSync(trace, 'latin1').split('\n').filter(Boolean);
    view.close();
    commands = standIn.commands().map(({ command }) => command);
    await standIn.stop();
  });

  const of = (pattern: RegExp) => calls.filter((call) => pattern.test(call));
  const succeeded = (call: string) => !/ = -1 E/.test(call);

  it('opens nothing for writing but /dev/null', () => {
    const written = of(/\b(open|openat|creat)\(/).filter((call) =>
      /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|creat\(/.test(call),
    );
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((call) => !call.includes('"/dev/null"'))).toEqual([]);
  });

  it('makes, moves, links and removes nothing', () => {
    const changing =
      /\b(mkdir|mkdirat|rmdir|unlink|unlinkat|rename|renameat2?|link|linkat|symlink|symlinkat|mknod|mknodat|chmod|fchmodat|fchmod|chown|fchown|truncate|ftruncate|mount|chroot|ptrace|setxattr|utimensat)\(/;
    expect(of(changing)).toEqual([]);
  });

  it('runs programs of the system alone', () => {
    const run = of(/\bexecve\(/).filter(succeeded);
    expect(run.length).toBeGreaterThan(10);
    expect(run.filter((call) => !/execve\("\/(usr\/)?s?bin\/[a-z0-9.-]+"/.test(call))).toEqual([]);
    expect(run.filter((call) => /execve\("[^"]*(haproxy|dpkg|apk|nsenter|chroot)[^"]*"/.test(call))).toEqual(
      [],
    );
  });

  it('connects to the stats socket alone', () => {
    const connections = of(/\bconnect\(/);
    expect(connections.length).toBe(3);
    expect(connections.filter((call) => !call.includes(`AF_UNIX, sun_path="${standIn.sockets[0]}"`))).toEqual(
      [],
    );
    expect(of(/\b(bind|listen|accept4?)\(/)).toEqual([]);
  });

  it('sends what the page says, one command a connection', () => {
    // Probes of other tests, which look at the whole machine, may have asked it too.
    expect([...new Set(commands)]).toEqual(['show info', 'show sess', 'show cli level']);
  });

  it('signals nobody but its own children', () => {
    const own = new Set(calls.map((call) => call.split(' ')[0]));
    const signalled = of(/\b(kill|tkill|tgkill)\(/).map((call) => /kill\((-?\d+)/.exec(call)?.[1] ?? '');
    expect(signalled.filter((pid) => pid !== '0' && !own.has(pid.replace('-', '')))).toEqual([]);
  });

  it('takes the lowest priority of CPU and I/O', () => {
    expect(of(/setpriority\(PRIO_PROCESS, \d+, 19\) = 0/)).not.toEqual([]);
    expect(of(/ioprio_set\(IOPRIO_WHO_PROCESS, \d+, IOPRIO_PRIO_VALUE\(IOPRIO_CLASS_IDLE/)).not.toEqual([]);
  });
});
