import { type DeadSockets, startDeadSockets } from './dead-sockets.ts';
import { type Haproxy, startHaproxy } from './haproxy-lab.ts';
import { type Load, startLoad } from './load.ts';
import { programPath } from './needs.ts';
import { freePorts, openNetwork } from './network.ts';
import { startOrigin } from './origin.ts';
import { openProcView } from './proc-view.ts';
import { runProbe } from './run-probe.ts';

/** What {@link startLabHost} needs. */
export const LAB_HOST_NEEDS = ['haproxy', 'root', 'netns', 'prlimit', 'setpriv'] as const;

/** A network namespace that stands for a host: a real HAProxy with a master, its origin, its clients, the probe. */
export interface LabHost {
  readonly haproxy: Haproxy;
  readonly load: Load;
  readonly deadSockets: DeadSockets;
  /** What the probe prints on this host, which sees its own processes and sockets alone. */
  probe(): Promise<string>;
  stop(): Promise<void>;
}

export async function startLabHost(): Promise<LabHost> {
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  const started = <Thing extends { stop(): unknown }>(thing: Thing): Thing => {
    closing.push(thing.stop);
    return thing;
  };
  try {
    const network = await openNetwork();
    closing.push(network.close);
    const origin = started(await startOrigin(network));
    const [port = 0] = await freePorts(1);
    const deadSockets = started(await startDeadSockets(port, network));
    const haproxy = started(
      await startHaproxy({ origin, networkOf: network, masterWorker: true, more: deadSockets.sections }),
    );
    const load = started(startLoad(network));
    const probe = async () => {
      const view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
      try {
        const inside = [programPath('nsenter'), '-t', `${network.pid}`, '-n', '--', '/bin/sh'];
        return (await runProbe(['--procfs', view.path], inside)).stdout;
      } finally {
        view.close();
      }
    };
    return { haproxy, load, deadSockets, probe, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
