import { mkdirSync, mkdtempSync, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCapture, startedEarlier } from '../lab/capture.ts';
import { type Haproxy, type HaproxyOptions, startHaproxy } from '../lab/haproxy-lab.ts';
import { launch, stopChild, until } from '../lab/launch.ts';
import { startLoad } from '../lab/load.ts';
import { needs, programPath } from '../lab/needs.ts';
import { openNetwork } from '../lab/network.ts';
import { startOrigin } from '../lab/origin.ts';
import { openProcView } from '../lab/proc-view.ts';
import { childrenOf } from '../lab/processes.ts';
import { probe } from '../lab/run-probe.ts';
import { askInfo } from '../lab/runtime-api.ts';
import { startStandIn } from '../lab/stand-in.ts';
import { processFigures } from '../lab/truth.ts';

const required = needs('haproxy', 'root', 'netns', 'python3', 'prlimit', 'setpriv', 'unshare', 'socat');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const closed = <Thing>(thing: Thing, close: () => unknown): Thing => {
  closing.push(close);
  return thing;
};

async function haproxyWith(options: Omit<HaproxyOptions, 'origin'> = {}): Promise<Haproxy> {
  const origin = await startOrigin(options.networkOf);
  closing.push(origin.stop);
  const haproxy = await startHaproxy({ ...options, origin });
  return closed(haproxy, haproxy.stop);
}

const pidsOf = (haproxy: Haproxy) => [...haproxy.workerPids(), haproxy.masterPid ?? 0].filter(Boolean);

async function lookAt(pids: readonly number[]) {
  const view = openProcView(pids);
  closing.push(view.close);
  return probe(['--procfs', view.path]);
}

describe.skipIf(required.missing)(required.title('the probe over arrangements of HAProxy'), () => {
  it.each([{ masterWorker: true }, { masterWorker: false }])(
    'reads the new worker and the old one that drains after a reload, but no master: %o',
    async ({ masterWorker }) => {
      const haproxy = await haproxyWith({ masterWorker });
      const load = startLoad();
      closing.push(load.stop);
      const old = await haproxy.workerPid();
      await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count: 3 });
      await haproxy.reload();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const { processes } = await lookAt(pidsOf(haproxy));
      expect(processes).toMatchObject([
        { pid: await haproxy.workerPid(), state: 'running', streams: { total: 0, scan: 'all' } },
        { pid: old, state: 'stopping', streams: { total: null, scan: 'skipped: stopping' } },
      ]);
      expect(processes[1]?.openFiles).toBe(processFigures(old).openFiles);
      expect(processes[1]?.deadSockets).toBe(0);
    },
  );

  it('reads several instances in several network namespaces', async () => {
    const network = await openNetwork();
    closing.push(network.close);
    const here = await haproxyWith({ masterWorker: true });
    const there = await haproxyWith({ networkOf: network });
    const { processes, notes } = await lookAt([...pidsOf(here), ...pidsOf(there)]);
    expect(processes.map(({ pid }) => pid).toSorted()).toEqual(
      [await here.workerPid(), await there.workerPid()].toSorted(),
    );
    expect(processes.every(({ streams, deadSockets }) => streams.scan === 'all' && deadSockets === 0)).toBe(
      true,
    );
    expect(notes).toEqual(['other-netns']);
  });

  it.each([
    { levels: { 'u.sock': 'user' } as const, scan: 'skipped: permission', notes: ['socket-level-user'] },
    { levels: { 'u.sock': 'user', 'o.sock': 'operator' } as const, scan: 'all', notes: [] },
  ])('reports the scan as "$scan" for the sockets $levels', async ({ levels, scan, notes }) => {
    const haproxy = await haproxyWith({ sockets: levels });
    const reading = await lookAt(pidsOf(haproxy));
    expect(reading.processes).toMatchObject([{ connections: { current: 0 }, streams: { scan } }]);
    expect(reading.notes).toEqual(notes);
  });

  it('reads an instance with private mounts over our own root, and a chroot, as on the host', async () => {
    const haproxy = await haproxyWith();
    const folder = mkdtempSync(join(tmpdir(), 'private-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const socket = join(folder, 's.sock');
    const config = join(folder, 'haproxy.cfg');
    mkdirSync(join(folder, 'empty'));
    writeFileSync(
      config,
      `global\n  chroot ${folder}/empty\n  stats socket ${socket} level operator\ndefaults\n  timeout client 7s\n  timeout server 8s\n  timeout connect 1s\nfrontend f\n  bind unix@${folder}/f.sock\n`,
    );
    const master = launch([programPath('unshare'), '-m', programPath('haproxy'), '-W', '-db', '-f', config], {
      spawn: { stdio: 'ignore' },
    });
    closing.push(() => stopChild(master));
    await until('HAProxy', async () => Boolean((await askInfo(socket)).Pid));
    const worker = childrenOf(master.pid ?? 0);
    const { processes } = await lookAt([...worker, master.pid ?? 0, ...pidsOf(haproxy)]);
    expect(processes.find(({ pid }) => pid === worker[0])).toMatchObject({
      streams: { scan: 'all' },
      config: { clientTimeoutSeconds: 7 },
    });
  });

  it('reads a host that has IPv6 alone', async () => {
    const network = await openNetwork();
    closing.push(network.close);
    const folder = mkdtempSync(join(tmpdir(), 'v6-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const config = join(folder, 'haproxy.cfg');
    writeFileSync(
      config,
      `global\n  stats socket ${folder}/s.sock level operator\ndefaults\n  timeout client 7s\n  timeout server 8s\n  timeout connect 1s\nfrontend f\n  bind [::1]:8080\n`,
    );
    const log = openSync(join(folder, 'log'), 'w');
    const haproxy = launch([programPath('haproxy'), '-db', '-f', config], {
      networkOf: network,
      spawn: { stdio: ['ignore', 'ignore', log] },
    });
    closing.push(() => stopChild(haproxy));
    await until('HAProxy', async () => Boolean((await askInfo(join(folder, 's.sock'))).Pid));
    const view = openProcView([haproxy.pid ?? 0], { hostLimits: false });
    closing.push(view.close);
    const inside = [programPath('nsenter'), '-t', `${network.pid}`, '-n', '/bin/sh'];
    const { processes, tcp, notes } = await probe(['--procfs', view.path], inside);
    expect(processes).toMatchObject([{ state: 'running', deadSockets: 0, streams: { scan: 'all' } }]);
    expect(tcp).toMatchObject({ inUse6: 1, inUse: 0 });
    // The limits of TCP memory are in the first network namespace alone.
    expect(notes).toEqual(['no-tcp-mem']);
  });

  it('reads what anybody may read without root, and says what is missing', async () => {
    const haproxy = await haproxyWith();
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh'];
    const { processes, notes, tcp } = await probe(
      ['--procfs', '/proc'],
      [...asNobody, '-c', 'exec /bin/sh -s -- "$@" <"$0"'],
    );
    expect(processes.find(({ pid }) => pid === pidsOf(haproxy)[0])).toMatchObject({
      openFiles: null,
      deadSockets: null,
      state: null,
    });
    expect(tcp.memoryPages).not.toBeNull();
    expect(notes).toEqual(expect.arrayContaining(['not-root', 'fd-unreadable']));
  });

  it('says that a configuration is newer than its worker', async () => {
    const { answers } = readCapture('2.6.12-deb');
    const standIn = await startStandIn({ answers });
    closing.push(standIn.stop);
    const later = Date.now() / 1000 + 60;
    utimesSync(standIn.configPath, later, later);
    expect((await lookAt([standIn.pid])).notes).toEqual(['config-changed']);
  });

  // Of more than 2,000 the second look lists the directory again.
  it.each([257, 2_300])('counts %d dead sockets exactly, and none of the live', async (deadSockets) => {
    const { answers } = readCapture('v2.8.0');
    const standIn = await startStandIn({
      answers: startedEarlier(answers, 86_400),
      deadSockets,
      liveSockets: 40,
    });
    closing.push(standIn.stop);
    const { processes } = await lookAt([standIn.pid]);
    expect(processes).toMatchObject([{ deadSockets, streams: { stuck: 300 } }]);
  });

  it('counts no dead socket on a busy healthy proxy', async () => {
    const haproxy = await haproxyWith();
    const load = startLoad();
    closing.push(load.stop);
    await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count: 500, bytesPerSecond: 100 });
    await load.open({ kind: 'short', port: haproxy.ports.http, perSecond: 300 });
    for (let run = 0; run < 3; run++) {
      const { processes } = await lookAt(pidsOf(haproxy));
      expect(processes).toMatchObject([{ deadSockets: 0, streams: { stuck: 0, scan: 'all' } }]);
    }
    expect((await load.counts()).shortFailed).toBe(0);
  });

  it('leaves dead sockets out where sockets of MPTCP would look dead', async () => {
    const { answers } = readCapture('v2.8.0');
    const standIn = await startStandIn({
      answers,
      deadSockets: 5,
      configuration: 'global\nfrontend f\n  bind mptcp4@127.0.0.1:1\n',
    });
    closing.push(standIn.stop);
    expect(await lookAt([standIn.pid])).toMatchObject({
      processes: [{ deadSockets: null }],
      notes: ['sockets-mptcp'],
    });
  });
});
