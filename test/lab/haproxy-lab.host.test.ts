import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Haproxy, type HaproxyOptions, startHaproxy } from './haproxy-lab.ts';
import { until } from './launch.ts';
import { type Load, startLoad } from './load.ts';
import { needs } from './needs.ts';
import { type Network, openNetwork } from './network.ts';
import { type Origin, startOrigin } from './origin.ts';
import { isAlive } from './processes.ts';
import { askSocket } from './runtime-api.ts';
import { poolBytes, processFigures, proxyFigures, streamCounts, tcpFigures, tcpStates } from './truth.ts';

const required = needs('haproxy', 'root', 'netns', 'ss', 'prlimit', 'setpriv');

interface Scene {
  network: Network | undefined;
  origin: Origin;
  haproxy: Haproxy;
  load: Load;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function scene(
  options: Omit<HaproxyOptions, 'origin'> & { ownNetwork?: boolean } = {},
): Promise<Scene> {
  const network = options.ownNetwork ? await openNetwork() : undefined;
  if (network) closing.push(network.close);
  const origin = await startOrigin(network);
  closing.push(origin.stop);
  const haproxy = await startHaproxy({ ...options, origin, networkOf: network });
  closing.push(haproxy.stop);
  const load = startLoad(network);
  closing.push(load.stop);
  return { network, origin, haproxy, load };
}

describe.skipIf(required.missing)(required.title('a real HAProxy in the lab'), () => {
  it('carries a load whose figures agree between client, origin, proxy and kernel', async () => {
    const { network, origin, haproxy, load } = await scene({ ownNetwork: true });
    const admin = haproxy.sockets['admin.sock'] ?? '';
    const pid = await haproxy.workerPid();
    const atRest = processFigures(pid);
    await load.open({ kind: 'idle-http', port: haproxy.ports.http, count: 10 });
    await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count: 20 });
    await load.open({ kind: 'upgrade', port: haproxy.ports.tunnel, count: 7 });
    await load.open({ kind: 'tcp', port: haproxy.ports.tcp, count: 30, bytesPerSecond: 100 });
    await load.open({ kind: 'tcp', port: haproxy.ports.untimed, count: 40 });
    await load.open({ kind: 'slow-download', port: haproxy.ports.http, count: 5 });
    await load.open({ kind: 'slow-upload', port: haproxy.ports.http, count: 5 });
    await load.open({ kind: 'short', port: haproxy.ports.http, perSecond: 50 });
    await until('short requests', async () => (await load.counts()).shortDone >= 20);
    expect(await load.freeze()).toMatchObject({ open: 117, lost: 0, shortFailed: 0 });

    await until('streams without expiry', async () => (await streamCounts(admin)).untimed === 40);
    expect(await streamCounts(admin)).toEqual({ total: 107, untimed: 40, stuck: 0 });
    expect(await proxyFigures(admin)).toMatchObject({
      Pid: pid,
      CurrConns: 117,
      Nbthread: 2,
      Maxconn: haproxy.maxConnections,
    });
    expect(await origin.counts()).toEqual({ httpConnections: 37, tcpConnections: 70 });
    const proxied = processFigures(pid);
    expect(proxied.openSockets - atRest.openSockets).toBe(2 * 107 + 10);
    expect(proxied.deadSockets).toBe(0);
    expect(proxied.maxOpenFiles).toBe(2 * haproxy.maxConnections + 1_000);
    // Each connection through the proxy is four sockets of the namespace; an idle one, without a server side, two.
    expect(tcpStates(pid)).toMatchObject({ ESTAB: 4 * 107 + 2 * 10 });
    expect(tcpFigures(pid).inUse).toBe(4 * 107 + 2 * 10 + 4 + 2);
    expect(tcpFigures(pid).allocated).toBeGreaterThanOrEqual(tcpFigures(pid).inUse);
    expect((await poolBytes(admin)).used).toBeGreaterThan(100 * 1_024);

    expect((await load.close()).open).toBe(0);
    await until('the origin without connections', async () => {
      const { httpConnections, tcpConnections } = await origin.counts();
      return httpConnections + tcpConnections === 0;
    });
    expect(network?.pid).toBeGreaterThan(0);
  });

  it('carries 4,000 streams at once', async () => {
    const { haproxy, load } = await scene({ ownNetwork: true });
    await load.open({ kind: 'tcp', port: haproxy.ports.tcp, count: 2_000 });
    await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count: 2_000 });
    expect(await streamCounts(haproxy.sockets['admin.sock'] ?? '')).toMatchObject({ total: 4_000, stuck: 0 });
  });

  it.each([{ masterWorker: true }, { masterWorker: false }])(
    'keeps the old worker over a reload while it has streams, %o',
    async ({ masterWorker }) => {
      const { haproxy, load } = await scene({ masterWorker });
      const before = await haproxy.workerPid();
      expect(haproxy.masterPid !== undefined && haproxy.masterPid !== before).toBe(masterWorker);
      await load.open({ kind: 'tcp', port: haproxy.ports.tcp, count: 1 });
      await haproxy.reload();
      const after = await haproxy.workerPid();
      expect(after).not.toBe(before);
      expect(haproxy.workerPids().toSorted()).toEqual([before, after].toSorted());
      await load.close();
      await until('the end of the old worker', () => haproxy.workerPids().join() === `${after}`);
    },
  );

  it('offers sockets of each level', async () => {
    const { haproxy } = await scene({
      sockets: { 'a.sock': 'admin', 'o.sock': 'operator', 'u.sock': 'user' },
    });
    expect(await askSocket(haproxy.sockets['o.sock'] ?? '', 'show cli level')).toBe('operator\n\n');
    expect(await askSocket(haproxy.sockets['u.sock'] ?? '', 'show sess')).toBe('Permission denied\n\n');
  });

  it('says what HAProxy said when it does not start', async () => {
    const origin = { ports: { httpPort: 99_999, tcpPort: 1 } };
    await expect(startHaproxy({ origin })).rejects.toThrow(/99999/);
  });

  it('leaves nothing behind', async () => {
    const { origin, haproxy, load } = await scene({ masterWorker: true });
    await load.open({ kind: 'tcp', port: haproxy.ports.tcp, count: 3 });
    const pids = [origin.pid, load.pid, haproxy.masterPid ?? 0, ...haproxy.workerPids()];
    expect(pids.map(isAlive)).toEqual([true, true, true, true]);
    for (const close of closing.splice(0).reverse()) await close();
    expect(pids.map(isAlive)).toEqual([false, false, false, false]);
    expect(existsSync(haproxy.folder)).toBe(false);
    await expect(refusal(haproxy.ports.tcp)).resolves.toBe('ECONNREFUSED');
    await expect(refusal(origin.ports.tcpPort)).resolves.toBe('ECONNREFUSED');
  });
});

function refusal(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}
