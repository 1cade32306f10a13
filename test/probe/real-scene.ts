import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Haproxy, startHaproxy } from '../lab/haproxy-lab.ts';
import { until } from '../lab/launch.ts';
import { type Load, startLoad } from '../lab/load.ts';
import { programPath } from '../lab/needs.ts';
import { freePorts, openNetwork } from '../lab/network.ts';
import { startOrigin } from '../lab/origin.ts';
import { openProcView, type ProcView } from '../lab/proc-view.ts';
import * as truth from '../lab/truth.ts';

/** What a HAProxy of many kinds of connections needs. */
export const SCENE_NEEDS = ['haproxy', 'root', 'netns', 'ss', 'prlimit', 'setpriv', 'openssl'] as const;

/** The connections held open, by what they are; `idle` has no stream, `untimed` streams no timer. */
export const OPEN = { tcp: 1_000, tunnels: 700, upgrades: 50, untimed: 40, slow: 10, tls: 60, idle: 300 };
export const CONNECTIONS = Object.values(OPEN).reduce((sum, count) => sum + count);
export const STREAMS = CONNECTIONS - OPEN.idle;

export interface RealScene {
  readonly haproxy: Haproxy;
  readonly load: Load;
  /** A /proc with the master and the worker alone. */
  readonly view: ProcView;
  /** What the probe's command line begins with, to run where HAProxy runs. */
  readonly inside: readonly string[];
  close(): Promise<void>;
}

/** A HAProxy in a network namespace of its own with all the connections of {@link OPEN}, and short ones besides. */
export async function openRealScene(): Promise<RealScene> {
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), 'real-haproxy-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const network = await openNetwork();
    closing.push(network.close);
    const origin = await startOrigin(network);
    closing.push(origin.stop);
    const [tlsPort = 0] = await freePorts(1);
    const more = tlsSections(folder, tlsPort, origin.ports.tcpPort);
    const haproxy = await startHaproxy({
      ...{ origin, networkOf: network, masterWorker: true, hardStopAfterSeconds: 3_600, more },
      sockets: { 'operator.sock': 'operator' },
    });
    closing.push(haproxy.stop);
    const load = startLoad(network);
    closing.push(load.stop);
    const view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
    closing.push(view.close);
    await openAll(load, haproxy, tlsPort);
    const inside = [programPath('nsenter'), '-t', `${network.pid}`, '-n', '--', '/bin/sh'];
    return { haproxy, load, view, inside, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Every figure of the sample, read another way. */
export async function figuresOf(haproxy: Haproxy) {
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
export type Figures = Awaited<ReturnType<typeof figuresOf>>;

/** What cannot change while the load is frozen. */
export const still = ({ pid, streams, states, tcp, process, info }: Figures) => ({
  ...{ pid, streams, states },
  tcp: { inUse: tcp.inUse, inUse6: tcp.inUse6, timeWait: tcp.timeWait },
  files: process.openFiles,
  connections: info.CurrConns,
});

async function openAll(load: Load, { ports, sockets }: Haproxy, tlsPort: number): Promise<void> {
  await load.open({ kind: 'short', port: ports.http, perSecond: 300 });
  await load.open({ kind: 'tcp', port: ports.tcp, count: OPEN.tcp });
  await load.open({ kind: 'connect', port: ports.tunnel, count: OPEN.tunnels });
  await load.open({ kind: 'upgrade', port: ports.tunnel, count: OPEN.upgrades });
  await load.open({ kind: 'tcp', port: ports.untimed, count: OPEN.untimed, bytesPerSecond: 100 });
  await load.open({ kind: 'slow-download', port: ports.http, count: OPEN.slow });
  await load.open({ kind: 'tls', port: tlsPort, count: OPEN.tls });
  await load.open({ kind: 'idle-http', port: ports.http, count: OPEN.idle, answers: 3 });
  await until('short requests', async () => (await load.counts()).shortDone > 300);
  // Of a worker younger than two seconds the probe can't say who its master is.
  const socket = sockets['operator.sock'] ?? '';
  await until('a worker of some age', async () => ((await truth.proxyFigures(socket)).Uptime_sec ?? 0) > 3);
}

/** TLS on both families' socket, and the directives that the lab's own sections don't have. */
function tlsSections(folder: string, port: number, tcpPort: number): string {
  const certificate = join(folder, 'origin.test.pem');
  const subject = ['-subj', '/CN=origin.test', '-keyout', certificate, '-out', join(folder, 'cert.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync(programPath('openssl'), ['req', ...kind, ...subject], { stdio: 'ignore' });
  writeFileSync(certificate, readFileSync(join(folder, 'cert.pem')), { flag: 'a' });
  const bind = existsSync('/proc/net/if_inet6') ? `:::${port} v4v6` : `127.0.0.1:${port}`;
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
`;
}
