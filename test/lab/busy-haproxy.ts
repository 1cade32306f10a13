import { type Haproxy, startHaproxy } from './haproxy-lab.ts';
import { type Load, startLoad } from './load.ts';
import { type Network, openNetwork } from './network.ts';
import { startOrigin } from './origin.ts';
import { openProcView, type ProcView } from './proc-view.ts';

/** A HAProxy with a master, its origin and clients in a network namespace of their own. */
export interface BusyHaproxy {
  readonly network: Network;
  readonly haproxy: Haproxy;
  readonly load: Load;
  /** A /proc with the master and the worker alone. */
  readonly view: ProcView;
  stop(): Promise<void>;
}

/** Half the streams are TCP, half tunnels; each has both its sockets. Short requests are for the caller to add. */
export async function startBusyHaproxy(streams: number): Promise<BusyHaproxy> {
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const network = await openNetwork();
    closing.push(network.close);
    const origin = await startOrigin(network);
    closing.push(origin.stop);
    const haproxy = await startHaproxy({ origin, networkOf: network, masterWorker: true });
    closing.push(haproxy.stop);
    const load = startLoad(network);
    closing.push(load.stop);
    const view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
    closing.push(view.close);
    const count = Math.floor(streams / 2);
    await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count });
    await load.open({ kind: 'tcp', port: haproxy.ports.tcp, count: streams - count });
    return { network, haproxy, load, view, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
