import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Process, Reading } from '../../lambdas/domain/sample.ts';
import { type Haproxy, startHaproxy } from '../lab/haproxy-lab.ts';
import { until } from '../lab/launch.ts';
import { startLoad } from '../lab/load.ts';
import { needs, programPath } from '../lab/needs.ts';
import { freePorts, openNetwork } from '../lab/network.ts';
import { startOrigin } from '../lab/origin.ts';
import { openProcView } from '../lab/proc-view.ts';
import type { OriginPorts } from '../lab/programs/origin-program.ts';
import { probe } from '../lab/run-probe.ts';
import { askSocket } from '../lab/runtime-api.ts';
import * as truth from '../lab/truth.ts';

const required = needs('haproxy', 'root', 'netns', 'ss', 'prlimit', 'setpriv', 'openssl', 'dpkg-query');

/** The connections held open, by what they are; `idle` has no stream, `untimed` streams no timer. */
const OPEN = { tcp: 1_000, tunnels: 700, upgrades: 50, untimed: 40, slow: 10, tls: 60, idle: 300 };
const CONNECTIONS = Object.values(OPEN).reduce((sum, count) => sum + count);
const STREAMS = CONNECTIONS - OPEN.idle;

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * TLS on both families' socket, requests that take 50 ms, so that many are always under way, and the directives that
 * the lab's own sections don't have.
 */
function moreSections(
  folder: string,
  [tls, unhurried]: readonly number[],
  { tcpPort, httpPort }: OriginPorts,
): string {
  const certificate = join(folder, 'origin.test.pem');
  const subject = ['-subj', '/CN=origin.test', '-keyout', certificate, '-out', join(folder, 'cert.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync(programPath('openssl'), ['req', ...kind, ...subject], { stdio: 'ignore' });
  writeFileSync(certificate, readFileSync(join(folder, 'cert.pem')), { flag: 'a' });
  const bind = existsSync('/proc/net/if_inet6') ? `:::${tls} v4v6` : `127.0.0.1:${tls}`;
  return `
frontend fe_tls
    mode tcp
    bind ${bind} ssl crt ${certificate} tcp-ut 90s
    timeout client 3h
    default_backend be_tls
backend be_tls
    mode tcp
    timeout server 2500ms
    timeout tunnel 2d   # the longest
    server tls1 127.0.0.1:${tcpPort} tcp-ut 45s
frontend fe_unhurried
    mode tcp
    bind 127.0.0.1:${unhurried} tcp-ut 30s
    tcp-request inspect-delay 50ms
    tcp-request content accept if WAIT_END
    default_backend be_unhurried
backend be_unhurried
    mode tcp
    server unhurried1 127.0.0.1:${httpPort}
`;
}

async function openScene() {
  const folder = mkdtempSync(join(tmpdir(), 'real-haproxy-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const network = await openNetwork();
  closing.push(network.close);
  const origin = await startOrigin(network);
  closing.push(origin.stop);
  const morePorts = await freePorts(2);
  const more = moreSections(folder, morePorts, origin.ports);
  const haproxy = await startHaproxy({
    ...{ origin, networkOf: network, masterWorker: true, hardStopAfterSeconds: 3_600, more },
    sockets: { 'operator.sock': 'operator' },
  });
  closing.push(haproxy.stop);
  const load = startLoad(network);
  closing.push(load.stop);
  const view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
  closing.push(view.close);
  const inside = [programPath('nsenter'), '-t', `${network.pid}`, '-n', '--', '/bin/sh'];
  return { haproxy, load, view, inside, tlsPort: morePorts[0] ?? 0, unhurriedPort: morePorts[1] ?? 0 };
}

/** Every figure of the sample, read another way. */
async function figuresOf(haproxy: Haproxy) {
  const socket = haproxy.sockets['operator.sock'] ?? '';
  const pid = await haproxy.workerPid();
  const netstat = readFileSync(`/proc/${pid}/net/netstat`, 'latin1').split('\n');
  const [names = [], values = []] = netstat
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '));
  return {
    pid,
    info: await truth.proxyFigures(socket),
    streams: await truth.streamCounts(socket),
    pools: await truth.poolBytes(socket),
    process: truth.processFigures(pid),
    tcp: truth.tcpFigures(pid),
    states: truth.tcpStates(pid),
    tcpExt: Object.fromEntries(names.map((name, place) => [name, Number(values[place])])),
  };
}
type Figures = Awaited<ReturnType<typeof figuresOf>>;

/** What cannot change while the load is frozen. */
const still = ({ pid, streams, states, tcp, process, info }: Figures) => ({
  ...{ pid, streams, states },
  tcp: { inUse: tcp.inUse, inUse6: tcp.inUse6, timeWait: tcp.timeWait },
  files: process.openFiles,
  connections: info.CurrConns,
});

describe.skipIf(required.missing)(required.title('the probe beside a real HAProxy under load'), () => {
  let scene: Awaited<ReturnType<typeof openScene>>;

  beforeAll(async () => {
    scene = await openScene();
    const { ports } = scene.haproxy;
    const { load, tlsPort } = scene;
    await load.open({ kind: 'short', port: ports.http, perSecond: 300 });
    await load.open({ kind: 'tcp', port: ports.tcp, count: OPEN.tcp });
    await load.open({ kind: 'connect', port: ports.tunnel, count: OPEN.tunnels });
    await load.open({ kind: 'upgrade', port: ports.tunnel, count: OPEN.upgrades });
    await load.open({ kind: 'tcp', port: ports.untimed, count: OPEN.untimed, bytesPerSecond: 100 });
    await load.open({ kind: 'slow-download', port: ports.http, count: OPEN.slow });
    await load.open({ kind: 'tls', port: tlsPort, count: OPEN.tls });
    await load.open({ kind: 'idle-http', port: ports.http, count: OPEN.idle });
    await until('short requests', async () => (await load.counts()).shortDone > 300);
    // Of a worker younger than two seconds the probe can't say who its master is.
    const socket = scene.haproxy.sockets['operator.sock'] ?? '';
    await until('a worker of some age', async () => ((await truth.proxyFigures(socket)).Uptime_sec ?? 0) > 3);
  }, 30_000);

  describe('while thousands of connections come and go', () => {
    it('finds no dead socket, run after run', async () => {
      const { load, view, inside, unhurriedPort } = scene;
      await load.open({ kind: 'short', port: unhurriedPort, perSecond: 3_000 });
      const before = await load.counts();
      for (let run = 1; run <= 3; run++) {
        const { processes, notes } = await probe(['--procfs', view.path], inside);
        expect(processes.map(({ deadSockets }) => deadSockets)).toEqual([0]);
        expect(notes).toEqual([]);
      }
      const after = await load.counts();
      expect(after.shortDone - before.shortDone).toBeGreaterThan(1_000);
      expect(after.shortFailed).toBe(0);
    });
  });

  describe('whose load is frozen', () => {
    let before: Figures;
    let after: Figures;
    let reading: Reading;
    let sample: Process;

    beforeAll(async () => {
      const { haproxy, load, view, inside } = scene;
      expect(await load.freeze()).toMatchObject({ open: CONNECTIONS, lost: 0 });
      before = await until('figures that stand still', async () => {
        const first = await figuresOf(haproxy);
        await pause(300);
        const second = await figuresOf(haproxy);
        return JSON.stringify(still(first)) === JSON.stringify(still(second)) && second;
      });
      reading = await probe(['--procfs', view.path], inside);
      after = await figuresOf(haproxy);
      expect(still(after)).toEqual(still(before));
      expect(reading.processes).toHaveLength(1);
      [sample] = reading.processes as [Process];
    }, 30_000);

    /** Asking is itself counted, so such a figure lies between those before and those after. */
    const expectBetween = (
      value: number | null,
      figure: (figures: Figures) => number | undefined,
      slack = 0,
    ) => {
      const bounds = [figure(before), figure(after)].map((bound) => bound ?? Number.NaN);
      expect(value).toBeGreaterThanOrEqual(Math.min(...bounds) - slack);
      expect(value).toBeLessThanOrEqual(Math.max(...bounds) + slack);
    };

    it('has nothing to note and sees one running worker', () => {
      expect(reading.notes).toEqual([]);
      expect(sample).toMatchObject({ pid: before.pid, state: 'running', count: 1 });
    });

    it('counts connections as `show info` and the clients do', () => {
      expect(sample.connections).toMatchObject({
        current: CONNECTIONS,
        currentTls: OPEN.tls,
        max: before.info.Maxconn,
      });
      expect(before.info).toMatchObject({ CurrConns: CONNECTIONS, CurrSslConns: OPEN.tls });
    });

    it('counts what has been since the start as `show info` does', () => {
      expectBetween(sample.connections.cumulative, ({ info }) => info.CumConns);
      expectBetween(sample.requestsCumulative, ({ info }) => info.CumReq);
      expectBetween(sample.bytesOutCumulative, ({ info }) => info.TotalBytesOut);
      expect(sample.connections.cumulative).toBeGreaterThan(CONNECTIONS + 300);
    });

    it('counts streams as `show sess` and the clients do', () => {
      expect(sample.streams).toEqual({
        ...before.streams,
        stuckOlderThan: { '1h': 0, '6h': 0, '24h': 0, '7d': 0 },
        oldestStuckSeconds: 0,
        scan: 'all',
      });
      expect(before.streams).toEqual({ total: STREAMS, untimed: OPEN.untimed, stuck: 0 });
    });

    it('counts descriptors as /proc does, and none of them as dead', () => {
      expect(sample.openFiles).toBe(before.process.openFiles);
      expect(sample.openFiles).toBeGreaterThan(2 * STREAMS + OPEN.idle);
      expect(sample.maxOpenFiles).toBe(before.process.maxOpenFiles);
      expect(sample.deadSockets).toBe(0);
    });

    it('reads memory and pools', () => {
      expectBetween(sample.residentBytes, ({ process }) => process.residentBytes, 1 << 20);
      expectBetween(sample.pools.allocatedBytes, ({ pools }) => pools.allocated, 1 << 18);
      expectBetween(sample.pools.usedBytes, ({ pools }) => pools.used, 1 << 18);
      expect(sample.pools.usedBytes).toBeGreaterThan(STREAMS * 1_024);
    });

    it('has the TCP figures of the namespace, which `ss` confirms', () => {
      const { inUse, inUse6, timeWait } = before.tcp;
      expect(reading.tcp).toMatchObject({ inUse, inUse6, timeWait });
      const { 'TIME-WAIT': waiting = 0, ...others } = before.states;
      expect(timeWait).toBe(waiting);
      expect(timeWait).toBeGreaterThan(100);
      expect(inUse + inUse6).toBe(Object.values(others).reduce((sum, count) => sum + count, 0));
      expect(inUse6).toBe(existsSync('/proc/net/if_inet6') ? OPEN.tls + 1 : 0);
    });

    // Other tests may run on the same host.
    it('has the TCP figures of the host', () => {
      expectBetween(reading.tcp.allocated, ({ tcp }) => tcp.allocated, 1_000);
      expect(reading.tcp.allocated).toBeGreaterThan(before.tcp.inUse);
      expectBetween(reading.tcp.orphan, ({ tcp }) => tcp.orphan, 500);
      expectBetween(reading.tcp.memoryPages, ({ tcp }) => tcp.memoryPages, 10_000);
    });

    it('has the counters of pressure of the namespace, and the limits of the host', () => {
      const limits = readFileSync(scene.view.tcpMemPath, 'latin1').trim().split(/\s+/).map(Number);
      expect(reading.tcp).toMatchObject({
        pressureEvents: before.tcpExt.TCPMemoryPressures,
        abortsOnMemory: before.tcpExt.TCPAbortOnMemory,
        memoryLowPages: limits[0],
        memoryPressurePages: limits[1],
        memoryHighPages: limits[2],
      });
    });

    it('has the directives of the configuration', () => {
      const text = readFileSync(scene.haproxy.configPath);
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
      expect(sample.config).toEqual({
        hash: `sha256:${hash}`,
        clientTimeoutSeconds: 10_800,
        serverTimeoutSeconds: 60,
        tunnelTimeoutSeconds: 172_800,
        untimedProxies: 2,
        clientTcpUserTimeoutSeconds: 90,
        serverTcpUserTimeoutSeconds: 45,
        hardStopAfterSeconds: 3_600,
      });
    });

    it('has the version that HAProxy prints and the package that owns it', () => {
      const program = programPath('haproxy');
      const printed = execFileSync(program, ['-v'], { encoding: 'utf8' });
      expect(sample.version).toBe(/version (\S+)/.exec(printed)?.[1]);
      const status = execFileSync('dpkg-query', ['-s', 'haproxy'], { encoding: 'utf8' });
      expect(sample.package).toBe(`haproxy ${/^Version: (.*)$/m.exec(status)?.[1]}`);
    });

    it('knows since when the worker runs', () => {
      const bootedAt = Number(/^btime (\d+)/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1]);
      const startedAt = bootedAt + Math.floor(before.process.startTicks / 100);
      expect(sample.startedAt).toBe(new Date(startedAt * 1_000).toISOString().replace('.000Z', 'Z'));
      expectBetween(sample.uptimeSeconds, ({ info }) => info.Uptime_sec, 2);
    });

    it('knows the kernel', async () => {
      const read = (path: string) => readFileSync(path, 'latin1');
      const total = Number(/^MemTotal:\s+(\d+)/m.exec(read('/proc/meminfo'))?.[1]);
      expect(reading.kernel).toMatchObject({
        release: release(),
        bootId: read('/proc/sys/kernel/random/boot_id').trim(),
        pageBytes: Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })),
        cpuCount: read('/proc/stat').match(/^cpu\d+ /gm)?.length,
        memoryTotalBytes: total * 1_024,
      });
      expect(availableParallelism()).toBeLessThanOrEqual(reading.kernel.cpuCount ?? 0);
      expect(reading.kernel.memoryAvailableBytes).toBeLessThan(total * 1_024);
      expect(
        Math.abs((reading.kernel.uptimeSeconds ?? 0) - Number.parseFloat(read('/proc/uptime'))),
      ).toBeLessThan(30);
    });

    it("from outside its namespace: adds the host's own figures and says so", async () => {
      const { tcp, processes, notes } = await probe(['--procfs', scene.view.path]);
      expect(notes).toEqual(['other-netns']);
      expect(processes[0]).toMatchObject({ openFiles: before.process.openFiles, deadSockets: 0 });
      expect(tcp.inUse).toBeGreaterThanOrEqual(before.tcp.inUse);
      expect(tcp.timeWait).toBeGreaterThanOrEqual(before.tcp.timeWait);
    });

    it('left no connection of its own in the runtime API', async () => {
      const streams = await askSocket(scene.haproxy.sockets['operator.sock'] ?? '', 'show sess');
      expect(streams.match(/ proto=unix/g)).toHaveLength(1);
    });
  });
});
