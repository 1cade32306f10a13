import { type Haproxy, startHaproxy } from './haproxy-lab.ts';
import { type Load, startLoad } from './load.ts';
import { freePorts, type Network, openNetwork } from './network.ts';
import { startOrigin } from './origin.ts';
import { openProcView, type ProcView } from './proc-view.ts';

/** A HAProxy with a master, its origin and clients in a network namespace of their own. */
export interface BusyHaproxy {
  readonly network: Network;
  readonly haproxy: Haproxy;
  readonly load: Load;
  /** For short requests that take 50 ms, so that many are under way at any time. */
  readonly unhurriedPort: number;
  /** A /proc with the master and the worker alone. */
  readonly view: ProcView;
  stop(): Promise<void>;
}

export interface BusyOptions {
  /**
   * Half tunnels, half TCP without any timer, so that they stay as long as the load; each has both its sockets. Short
   * requests are for the caller to add.
   */
  readonly streams: number;
  /** One of its own by default. */
  readonly network?: Network;
}

export async function startBusyHaproxy({ streams, network: given }: BusyOptions): Promise<BusyHaproxy> {
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const network = given ?? (await openNetwork());
    if (!given) closing.push(network.close);
    const origin = await startOrigin(network);
    closing.push(origin.stop);
    const [unhurriedPort = 0] = await freePorts(1);
    const more = unhurriedSections(unhurriedPort, origin.ports.httpPort);
    const haproxy = await startHaproxy({ origin, networkOf: network, masterWorker: true, more });
    closing.push(haproxy.stop);
    const load = startLoad(network);
    closing.push(load.stop);
    const view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
    closing.push(view.close);
    const count = Math.floor(streams / 2);
    await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count });
    await load.open({ kind: 'tcp', port: haproxy.ports.untimed, count: streams - count });
    return { network, haproxy, load, unhurriedPort, view, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Sections of a proxy that passes a connection's bytes on after 50 ms. */
export function unhurriedSections(port: number, httpPort: number): string {
  return `
frontend fe_unhurried
    mode tcp
    bind 127.0.0.1:${port}
    tcp-request inspect-delay 50ms
    tcp-request content accept if WAIT_END
    default_backend be_unhurried
backend be_unhurried
    mode tcp
    server unhurried1 127.0.0.1:${httpPort}
`;
}
