import { appendFileSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCapture } from '../lab/capture.ts';
import { type Layout, makeContainerRoot, ROOT_TIMEOUTS, startContained } from '../lab/container-root.ts';
import { CANARY_SECONDS, plantTrap, type Trap } from '../lab/container-traps.ts';
import { startDeadSockets } from '../lab/dead-sockets.ts';
import { startHalfClosed } from '../lab/half-closed.ts';
import { until } from '../lab/launch.ts';
import { needs } from '../lab/needs.ts';
import { freePorts, openNetwork } from '../lab/network.ts';
import { openProcView } from '../lab/proc-view.ts';
import { childrenOf } from '../lab/processes.ts';
import { probe } from '../lab/run-probe.ts';
import { startStandIn } from '../lab/stand-in.ts';

const required = needs('root', 'netns', 'haproxy', 'busybox', 'python3', 'unshare', 'prlimit', 'setpriv');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function lookAt(...pids: number[]) {
  const view = openProcView(pids);
  closing.push(view.close);
  const { processes, notes, tcp } = await probe(['--procfs', view.path]);
  return { processes, notes, tcp };
}

function rootOf(layout: Layout) {
  const root = makeContainerRoot(layout);
  closing.push(root.remove);
  return root;
}

const { client, server, tunnel, hardStopAfter } = ROOT_TIMEOUTS;
const STATED = {
  clientTimeoutSeconds: client,
  serverTimeoutSeconds: server,
  tunnelTimeoutSeconds: tunnel,
  hardStopAfterSeconds: hardStopAfter,
};

describe.skipIf(required.missing)(required.title('a real HAProxy in a container'), () => {
  it.each([
    { layout: 'debian' as const, named: 'haproxy 2.6.12-1+deb12u4' },
    { layout: 'alpine' as const, named: 'haproxy 2.8.10-r0' },
    { layout: 'rhel' as const, named: null },
  ])('of the layout $layout is read as on a host, with the package $named', async ({ layout, named }) => {
    const root = rootOf(layout);
    const network = await openNetwork();
    closing.push(network.close);
    const contained = await startContained(root, network);
    closing.push(contained.stop);
    const { processes, notes } = await lookAt(contained.pid);
    expect(processes).toMatchObject([
      {
        pid: contained.pid,
        state: 'running',
        package: named,
        deadSockets: 0,
        streams: { total: 0, stuck: 0, scan: 'all' },
        config: STATED,
      },
    ]);
    expect(processes[0]?.version).toMatch(/^\d+\.\d+/);
    expect(notes).toEqual(['other-netns']);
  });

  it('is read below its master where its own chroot hides its files', async () => {
    const root = rootOf('debian');
    const config = join(root.folder, root.configPath);
    mkdirSync(join(root.folder, '/var/lib/haproxy'));
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace('global\n', 'global\n    chroot /var/lib/haproxy\n'),
    );
    const contained = await startContained(root, undefined, ['-W']);
    closing.push(contained.stop);
    const [worker = 0] = childrenOf(contained.pid);
    expect(readlinkSync(`/proc/${worker}/root`)).toMatch(/\/var\/lib\/haproxy$/);
    const { processes, notes } = await lookAt(contained.pid, worker);
    expect(processes).toMatchObject([
      { pid: worker, package: 'haproxy 2.6.12-1+deb12u4', streams: { scan: 'all' }, config: STATED },
    ]);
    expect(notes).toEqual([]);
  });

  it('is read with its own configuration and package where several containers run at once', async () => {
    const pids: number[] = [];
    for (const layout of ['debian', 'alpine'] as const) {
      const contained = await startContained(rootOf(layout), undefined);
      closing.push(contained.stop);
      pids.push(contained.pid);
    }
    const { processes } = await lookAt(...pids);
    expect(processes.map(({ pid }) => pid).toSorted()).toEqual(pids.toSorted());
    expect(new Set(processes.map((process) => process.package))).toEqual(
      new Set(['haproxy 2.6.12-1+deb12u4', 'haproxy 2.8.10-r0']),
    );
    expect(processes.every((process) => process.config?.clientTimeoutSeconds === client)).toBe(true);
  });
});

describe.skipIf(required.missing)(
  required.title('two containers of one host, each with a leak of its own'),
  () => {
    it('are told apart by release, configuration, and what each of them holds', async () => {
      const leaks = [
        { release: '2.8.11', start: startDeadSockets, count: 12 },
        { release: '2.6.21', start: startHalfClosed, count: 17 },
      ];
      const pids: number[] = [];
      for (const { release, start, count } of leaks) {
        const root = rootOf('debian');
        const network = await openNetwork();
        closing.push(network.close);
        const [port = 0] = await freePorts(1);
        const leak = await start(port, network);
        closing.push(leak.stop);
        appendFileSync(join(root.folder, root.configPath), leak.sections);
        const contained = await startContained(root, network, [], release);
        closing.push(contained.stop);
        await leak.leave(count);
        pids.push(contained.pid);
      }
      const { processes, notes } = await until('sockets that are dead', async () => {
        const reading = await lookAt(...pids);
        return reading.processes.some(({ deadSockets }) => deadSockets === 12) && reading;
      });
      const [first, second] = pids.map((pid) => processes.find((process) => process.pid === pid));
      expect(first).toMatchObject({ deadSockets: 12, sockets: { closeWait: 0 }, streams: { scan: 'all' } });
      expect(first?.version).toMatch(/^2\.8\.11/);
      expect(second).toMatchObject({
        deadSockets: 0,
        sockets: { closeWait: 17, finWait: 17 },
        streams: { scan: 'all' },
      });
      expect(second?.version).toMatch(/^2\.6\.21/);
      // Allocated counts the whole host: sockets in no table can't be told, and the reader of the sample is told so.
      expect(notes).toEqual(['other-netns']);
    }, 60_000);
  },
);

describe.skipIf(required.missing)(required.title('a jailed stand-in with a trap'), () => {
  const { answers } = readCapture('2.6.12-deb');

  /** Its program is put inside its root first, so that it looks as if it had been started there. */
  async function trapped(trap: Trap, sockets = true) {
    const root = rootOf('debian');
    const standIn = await startStandIn({
      answers,
      commandLine: root.commandLine,
      sockets: sockets ? [{ path: root.socketPath, level: 'operator' }] : [{ path: '/run/other.sock' }],
      root: root.folder,
      insideRoot: true,
    });
    closing.push(standIn.stop);
    const plant = await plantTrap(root, trap);
    closing.push(plant.remove);
    return { root, standIn, plant };
  }

  it.each([
    'config-links-out',
    'config-folder-links-out',
    'config-is-a-fifo',
    'config-is-a-folder',
    'config-is-a-device',
  ] as const)('does not get its %s opened, and the probe says so', async (trap) => {
    const { standIn } = await trapped(trap);
    const { processes, notes } = await lookAt(standIn.pid);
    expect(processes).toMatchObject([{ config: null, package: 'haproxy 2.6.12-1+deb12u4' }]);
    expect(JSON.stringify(processes)).not.toContain(`${CANARY_SECONDS}`);
    expect(notes).toContain('config-unreadable');
    // The configuration is where the sockets are named.
    expect(standIn.commands()).toEqual([]);
  });

  it('gets the head of a huge configuration read, and no more of it', async () => {
    const { standIn } = await trapped('config-is-huge');
    const { processes, notes } = await lookAt(standIn.pid);
    expect(processes).toMatchObject([{ config: { untimedProxies: null } }]);
    expect(notes).toContain('config-cut');
  });

  it('gets none of its programs run, set-user-ID or not', async () => {
    const { standIn, plant } = await trapped('programs-leave-a-mark');
    const { processes } = await lookAt(standIn.pid);
    expect(processes).toMatchObject([{ package: 'haproxy 2.6.12-1+deb12u4', streams: { scan: 'all' } }]);
    expect(plant.sprung()).toBe(false);
  });

  it('does not get a socket asked that HAProxy does not hold', async () => {
    const { standIn, plant } = await trapped('socket-of-another', false);
    const { processes } = await lookAt(standIn.pid);
    expect(processes).toMatchObject([{ version: null, streams: { scan: 'skipped: no socket' } }]);
    expect(plant.sprung()).toBe(false);
  });

  it.each([
    ['above the root', '/../../../../etc/passwd'],
    ['with a comma, which socat would take for an option', '/run/a,unlink=1.cfg'],
    ['with a blank', '/etc/haproxy/a b.cfg'],
  ])('does not get a configuration read whose path is %s', async (_, path) => {
    const root = rootOf('debian');
    if (!path.includes('..')) {
      mkdirSync(dirname(join(root.folder, path)), { recursive: true });
      writeFileSync(join(root.folder, path), 'global\n');
    }
    const standIn = await startStandIn({
      answers,
      commandLine: ['/usr/sbin/haproxy', '-Ws', '-f', path, '-L', 'a-name-among-peers'.repeat(3)],
      sockets: [{ path: root.socketPath }],
      root: root.folder,
      insideRoot: true,
    });
    closing.push(standIn.stop);
    expect(await lookAt(standIn.pid)).toMatchObject({
      processes: [{ config: null }],
      notes: ['config-unreadable'],
    });
  });
});
