import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ProbeReport, Process } from '../../lambdas/domain/records/sample.ts';
import { until } from '../lab/launch.ts';
import { needs, programPath } from '../lab/needs.ts';
import { openProcView } from '../lab/proc-view.ts';
import { probe } from '../lab/run-probe.ts';
import { askSocket } from '../lab/runtime-api.ts';
import {
  CONNECTIONS,
  type Figures,
  figuresOf,
  OPEN,
  openRealScene,
  type RealScene,
  SCENE_NEEDS,
  STREAMS,
  still,
} from './real-scene.ts';

const required = needs(...SCENE_NEEDS, 'dpkg-query');

describe.skipIf(required.missing)(required.title('the probe beside a real HAProxy'), () => {
  let scene: RealScene;
  let before: Figures;
  let after: Figures;
  let reading: ProbeReport;
  let sample: Process;

  beforeAll(async () => {
    scene = await openRealScene();
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
  });
  afterAll(() => scene?.close());

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
    expect(before.info.CumReq).toBeGreaterThan((after.info.CumConns ?? Number.NaN) + OPEN.idle);
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
    const limits = readFileSync(join(scene.view.path, 'sys/net/ipv4/tcp_mem'), 'latin1')
      .trim()
      .split(/\s+/)
      .map(Number);
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

  it("adds the host's own figures from outside its namespace, and says so", async () => {
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

  it('knows the worker that a reload left behind', async () => {
    const { haproxy, inside } = scene;
    await haproxy.reload();
    const view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
    onTestFinished(view.close);
    const { processes } = await probe(['--procfs', view.path], inside);
    expect(processes).toMatchObject([
      { pid: await haproxy.workerPid(), state: 'running', streams: { total: 0, scan: 'all' } },
      {
        pid: before.pid,
        state: 'stopping',
        deadSockets: 0,
        streams: { total: null, scan: expect.stringMatching(/^skipped: /) },
      },
    ]);
    expect(processes[1]?.openFiles).toBeGreaterThan(2 * STREAMS);
  });
});
