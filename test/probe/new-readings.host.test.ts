import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answers, readCapture } from '../lab/capture.ts';
import { startHalfClosed } from '../lab/half-closed.ts';
import { type Haproxy, startHaproxy } from '../lab/haproxy-lab.ts';
import { until } from '../lab/launch.ts';
import { type MadeWorker, makeHost } from '../lab/made-host.ts';
import { needs } from '../lab/needs.ts';
import { freePorts } from '../lab/network.ts';
import { startOrigin } from '../lab/origin.ts';
import { openProcView } from '../lab/proc-view.ts';
import { probe } from '../lab/run-probe.ts';

const required = needs('haproxy', 'root', 'socat', 'prlimit', 'setpriv', 'python3');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function haproxyWith(more: string, masterWorker = false): Promise<Haproxy> {
  const origin = await startOrigin();
  closing.push(origin.stop);
  const haproxy = await startHaproxy({ origin, masterWorker, more });
  closing.push(haproxy.stop);
  return haproxy;
}

async function lookAt(haproxy: Haproxy) {
  const view = openProcView([...haproxy.workerPids(), haproxy.masterPid ?? 0].filter(Boolean));
  closing.push(view.close);
  return probe(['--procfs', view.path]);
}

describe.skipIf(required.missing)(required.title('sockets by the kernel’s state'), () => {
  it('counts a leak of connections that nobody closes exactly, and that they are gone', async () => {
    const [port = 0] = await freePorts(1);
    const halfClosed = await startHalfClosed(port);
    closing.push(halfClosed.stop);
    const haproxy = await haproxyWith(halfClosed.sections);
    await halfClosed.leave(150);
    const [leaking] = (await lookAt(haproxy)).processes;
    // The server has closed: CLOSE_WAIT. HAProxy has told its client, which does not close: FIN_WAIT.
    expect(leaking).toMatchObject({
      sockets: { closeWait: 150, finWait: 150, established: 0, connecting: 0, closing: 0 },
      deadSockets: 0,
    });
    await halfClosed.close();
    await until('the end of all connections', async () => {
      const [worker] = (await lookAt(haproxy)).processes;
      return worker?.sockets?.closeWait === 0;
    });
    const [ended] = (await lookAt(haproxy)).processes;
    expect(ended).toMatchObject({ sockets: { closeWait: 0, finWait: 0 } });
  });

  it('counts listeners', async () => {
    const [front = 0] = await freePorts(1);
    const haproxy = await haproxyWith(`
frontend fe_more
    bind 127.0.0.1:${front}
    bind 127.0.0.2:${front}
`);
    const [worker] = (await lookAt(haproxy)).processes;
    expect(worker?.sockets).toEqual({
      established: 0,
      connecting: 0,
      closing: 0,
      closeWait: 0,
      finWait: 0,
      // The four of the lab and these two.
      listening: 6,
    });
  });

  it('counts sockets of UDP apart', async () => {
    const [port = 0] = await freePorts(1);
    const haproxy = await haproxyWith(`
log-forward logs
    dgram-bind 127.0.0.1:${port}
    log stdout format raw local0
`);
    const { processes, udp } = await lookAt(haproxy);
    expect(processes[0]?.udpSockets).toBe(1);
    expect(udp?.inUse).toBeGreaterThan(0);
    expect(udp?.memoryPages).toEqual(expect.any(Number));
  });
});

describe.skipIf(required.missing)(required.title('an old worker'), () => {
  it('has been told to stop for at most as long as the oldest newer worker of its master runs', async () => {
    const [front = 0] = await freePorts(1);
    const haproxy = await haproxyWith(
      `\nfrontend fe_held\n    mode tcp\n    bind 127.0.0.1:${front}\n    timeout client 0\n    tcp-request inspect-delay 1h\n    tcp-request content accept if { req.len gt 0 }\n`,
      true,
    );
    const client = connect({ port: front, host: '127.0.0.1' });
    closing.push(() => client.destroy());
    await new Promise((resolve) => client.once('connect', resolve));
    await pause(1_100);
    await haproxy.reload();
    await pause(2_100);
    const { processes } = await lookAt(haproxy);
    const stopping = processes.filter(({ state }) => state === 'stopping');
    expect(stopping.length).toBeGreaterThan(0);
    const oldest = stopping.toSorted((a, b) => (b.uptimeSeconds ?? 0) - (a.uptimeSeconds ?? 0))[0];
    const newer = processes.filter((process) => process !== oldest);
    expect(oldest?.stoppingSeconds).toBe(Math.max(...newer.map(({ uptimeSeconds }) => uptimeSeconds ?? 0)));
    expect(oldest?.stoppingSeconds).toBeGreaterThanOrEqual(2);
    expect(oldest?.sockets?.established).toBe(1);
    expect(processes.find(({ state }) => state === 'running')?.stoppingSeconds).toBeNull();
  });
});

const capture = readCapture('2.6.12-deb').answers;
const made = (change: Partial<MadeWorker> = {}): MadeWorker => ({
  pid: 7,
  startedSecondsAgo: 86_400,
  sockets: 1,
  deadSockets: 0,
  running: true,
  config: 0,
  program: '/usr/sbin/haproxy',
  answers: answersWith({}),
  ...change,
});

function answersWith(fields: Readonly<Record<string, string>>): Answers {
  const info = Object.entries({ Pid: '7', Uptime_sec: '86400', ...fields }).reduce(
    (text, [name, value]) => text.replace(new RegExp(`^${name}: .*$`, 'm'), `${name}: ${value}`),
    capture['show info'] ?? '',
  );
  return { ...capture, 'show info': info };
}

describe.skipIf(required.missing)(required.title('counters of `show info` that wrapped'), () => {
  it.each<{ of: string; fields: Record<string, string> }>([
    { of: 'connections of 32 bits', fields: { CurrConns: '4294967291', Maxconn: '8000' } },
    { of: 'connections of 64 bits', fields: { CurrConns: '18446744073709551611', Maxconn: '8000' } },
    { of: 'connections far above what may be', fields: { CurrConns: '900000', Maxconn: '8000' } },
    { of: 'connections without a limit', fields: { CurrConns: '4294967295', Maxconn: '' } },
  ])('are unknown and do not stop the scan for $of', async ({ fields }) => {
    const host = await makeHost([made({ answers: answersWith(fields) })]);
    closing.push(host.stop);
    const { processes, notes } = await probe(['--procfs', host.procfs]);
    expect(processes).toMatchObject([{ connections: { current: null }, streams: { scan: 'all' } }]);
    expect(notes).toEqual(['counter-wrapped']);
  });

  it('leave connections with TLS unknown alone where those alone wrapped', async () => {
    const host = await makeHost([
      made({ answers: answersWith({ CurrSslConns: '4294967295', CurrConns: '5' }) }),
    ]);
    closing.push(host.stop);
    const { processes, notes } = await probe(['--procfs', host.procfs]);
    expect(processes).toMatchObject([
      { connections: { current: 5, currentTls: null }, streams: { scan: 'all' } },
    ]);
    expect(notes).toEqual(['counter-wrapped']);
  });

  it('are none where more connections stand than the limit, as they may for a moment', async () => {
    const host = await makeHost([made({ answers: answersWith({ CurrConns: '8010', Maxconn: '8000' }) })]);
    closing.push(host.stop);
    const { processes, notes } = await probe(['--procfs', host.procfs]);
    expect(processes).toMatchObject([{ connections: { current: 8010, max: 8000 } }]);
    expect(notes).toEqual([]);
  });
});

describe.skipIf(required.missing)(required.title('an answer of `show info`'), () => {
  it.each<{ of: string; fields: Record<string, string>; expected: object }>([
    {
      of: 'connections with zeros before them are a number without them',
      fields: { CurrConns: '007' },
      expected: { connections: { current: 7 } },
    },
    {
      of: 'streams that look octal are scanned',
      fields: { CurrStreams: '08', CumConns: '000' },
      expected: { streams: { scan: 'all' }, connections: { cumulative: 0 } },
    },
    {
      of: 'a version of signs that a shell would expand is text without them',
      fields: { Version: '*((((/*' },
      expected: { version: '???????' },
    },
  ])('is read as data: $of', async ({ fields, expected }) => {
    const host = await makeHost([made({ answers: answersWith(fields) })]);
    closing.push(host.stop);
    expect((await probe(['--procfs', host.procfs])).processes).toMatchObject([expected]);
  });
});

describe.skipIf(required.missing)(required.title('a file that a worker holds'), () => {
  it.each<{ of: string; target: string }>([
    { of: 'a socket', target: '/tmp/5 -> socket:[424242]' },
    { of: 'a line of the list', target: '/tmp/5\nlr-x------ 1 0 0 64 Jan  1 00:00 5 -> socket:[424242]' },
    {
      of: 'the list of another worker',
      target: '/tmp/5\n\n/proc/8/fd:\ntotal 0\nlr-x------ 1 0 0 64 Jan  1 00:00 5 -> socket:[424242]',
    },
  ])('is not taken for a socket by a name like $of', async ({ target }) => {
    const host = await makeHost([made(), made({ pid: 8, config: 1, answers: answersWith({ Pid: '8' }) })]);
    closing.push(host.stop);
    symlinkSync(target, join(host.procfs, '7/fd/60'));
    const { processes } = await probe(['--procfs', host.procfs]);
    expect(processes.map(({ deadSockets }) => deadSockets)).toEqual([0, 0]);
  });
});

const line = (fields: string) =>
  `0x7f3b00000010: proto=unix_stream src=unix:1 fe=fe_sni be=be_secure srv=pod ts=00 epoch=0 age=2h calls=4 rate=0 cpu=0 lat=0 rq[f=848000h,i=0,an=00h,ax=] rp[f=80000000h,i=0,an=00h,ax=] ${fields} exp= rc=0 c_exp=\n\n`;

describe.skipIf(required.missing)(required.title('a stream'), () => {
  it.each<{ of: string; text: string; counts: object }>([
    {
      of: 'on a Unix socket is traffic between two proxies',
      text: line('scf=[10,71006h,fd=90,rex=,wex=] scb=[8,1d201h,fd=91,rex=,wex=]'),
      counts: { total: 1, untimed: 1, stuck: 1 },
    },
    ...['GLOBAL', 'MASTER', '<CLI>', '<HTTPCLIENT>', '<OCSP-UPDATE>'].map((front) => ({
      of: `of ${front} is HAProxy's own`,
      text: line('scf=[10,71006h,fd=90,rex=,wex=] scb=[8,1d201h,fd=91,rex=,wex=]').replace('fe_sni', front),
      counts: { total: 0, untimed: 0, stuck: 0 },
    })),
    ...[1, 2, 3, 4, 5, 6].map((state) => ({
      of: `whose back side stands in state ${state} for two hours without a timer is stuck`,
      text: line(`scf=[8,200h,fd=90,rex=,wex=] scb=[${state},1h,fd=-1,rex=,wex=]`),
      counts: { total: 1, untimed: 1, stuck: 1 },
    })),
    ...[0, 7, 8].map((state) => ({
      of: `whose back side stands in state ${state} is not`,
      text: line(`scf=[8,200h,fd=90,rex=,wex=] scb=[${state},1h,fd=-1,rex=,wex=]`),
      counts: { total: 1, untimed: 1, stuck: 0 },
    })),
    {
      of: 'that waits to connect with a timer is not',
      text: line('scf=[8,200h,fd=90,rex=,wex=] scb=[5,1h,fd=-1,rex=,wex=]').replace(' exp=', ' exp=2s'),
      counts: { total: 1, untimed: 0, stuck: 0 },
    },
    {
      of: 'that waits to connect for a minute is not yet',
      text: line('scf=[8,200h,fd=90,rex=,wex=] scb=[5,1h,fd=-1,rex=,wex=]').replace('age=2h', 'age=1m'),
      counts: { total: 1, untimed: 1, stuck: 0 },
    },
    {
      of: 'in turn-around as 2.4 prints it is stuck',
      text: '0x1: proto=tcpv4 src=1.2.3.4:5 fe=f be=b srv=s ts=00 epoch=0 age=3h calls=4 rate=0 cpu=0 lat=0 rq[f=848000h,i=0,an=00h,rx=,wx=,ax=] rp[f=80000000h,i=0,an=00h,rx=,wx=,ax=] s0=[8,200h,fd=90,ex=] s1=[3,1h,fd=-1,ex=] exp=\n\n',
      counts: { total: 1, untimed: 1, stuck: 1 },
    },
  ])('$of', async ({ text, counts }) => {
    const host = await makeHost([made({ answers: { ...answersWith({}), 'show sess': text } })]);
    closing.push(host.stop);
    const [worker] = (await probe(['--procfs', host.procfs])).processes;
    expect(worker?.streams).toMatchObject({ ...counts, scan: 'all' });
  });
});

describe.skipIf(required.missing)(required.title('what one small file more says'), () => {
  it('has the maximum of orphans and the range of local ports', async () => {
    const host = await makeHost([made()]);
    closing.push(host.stop);
    writeFileSync(join(host.procfs, 'sys/net/ipv4/tcp_max_orphans'), '131072\n');
    writeFileSync(join(host.procfs, 'sys/net/ipv4/ip_local_port_range'), '32768\t60999\n');
    const { tcp, localPorts } = await probe(['--procfs', host.procfs]);
    expect(tcp.orphansMaximum).toBe(131_072);
    expect(localPorts).toEqual({ first: 32_768, last: 60_999 });
  });

  it('has swap and CPU seconds of each worker', async () => {
    const host = await makeHost([made()]);
    closing.push(host.stop);
    const folder = join(host.procfs, '7');
    writeFileSync(
      join(folder, 'status'),
      'Pid:\t7\nNSpid:\t7\nFDSize:\t64\nVmRSS:\t 47720 kB\nVmSwap:\t 2048 kB\n',
    );
    const started = (8_640_000 - 86_400) * 100;
    writeFileSync(
      join(folder, 'stat'),
      `7 (haproxy) S 1 ${'0 '.repeat(9)}12345 678 ${'0 '.repeat(6)}${started} 0\n`,
    );
    const [worker] = (await probe(['--procfs', host.procfs])).processes;
    expect(worker).toMatchObject({
      swapBytes: 2048 * 1024,
      cpuSecondsCumulative: 130,
      residentBytes: 47_720 * 1024,
    });
  });

  it.each<{ of: string; cgroup: string; files: Record<string, string>; limit: number | null }>([
    {
      of: 'version 2',
      cgroup: '0::/system.slice/haproxy.service\n',
      files: { 'system.slice/haproxy.service/memory.max': '1073741824\n' },
      limit: 2 ** 30,
    },
    {
      of: 'version 2, without a limit',
      cgroup: '0::/system.slice/haproxy.service\n',
      files: { 'system.slice/haproxy.service/memory.max': 'max\n' },
      limit: null,
    },
    {
      of: 'a group around it that is narrower',
      cgroup: '0::/kubepods.slice/pod/c\n',
      files: {
        'kubepods.slice/pod/c/memory.max': '1073741824\n',
        'kubepods.slice/pod/memory.max': '536870912\n',
      },
      limit: 2 ** 29,
    },
    {
      of: 'version 1',
      cgroup: '5:cpu,cpuacct:/a\n4:memory:/docker/x\n0::/b\n',
      files: { 'memory/docker/x/memory.limit_in_bytes': '268435456\n' },
      limit: 2 ** 28,
    },
    {
      of: 'version 1, without a limit',
      cgroup: '4:memory:/docker/x\n',
      files: { 'memory/docker/x/memory.limit_in_bytes': '9223372036854771712\n' },
      limit: null,
    },
    { of: 'a path that leads elsewhere', cgroup: '0::/../../etc\n', files: {}, limit: null },
    {
      of: 'an escaped name',
      cgroup: '0::/system.slice/a\\x2db.service\n',
      files: { 'system.slice/a\\x2db.service/memory.max': '1048576\n' },
      limit: 2 ** 20,
    },
    { of: 'no file', cgroup: '', files: {}, limit: null },
  ])('includes the limit of memory of a control group with $of', async ({ cgroup, files, limit }) => {
    const host = await makeHost([made()]);
    closing.push(host.stop);
    const sysfs = mkdtempSync(join(tmpdir(), 'sys-'));
    closing.push(() => rmSync(sysfs, { recursive: true }));
    writeFileSync(join(host.procfs, '7/cgroup'), cgroup);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(sysfs, 'fs/cgroup', path)), { recursive: true });
      writeFileSync(join(sysfs, 'fs/cgroup', path), text);
    }
    const [worker] = (await probe(['--procfs', host.procfs, '--sysfs', sysfs])).processes;
    expect(worker?.memoryLimitBytes).toBe(limit);
  });
});
