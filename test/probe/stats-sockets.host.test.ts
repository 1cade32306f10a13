import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hasEnded, launch, stopChild, until } from '../lab/launch.ts';
import { needs, programPath } from '../lab/needs.ts';
import { freePorts, type Network, openNetwork } from '../lab/network.ts';
import { openProcView } from '../lab/proc-view.ts';
import { childrenOf } from '../lab/processes.ts';
import { probe } from '../lab/run-probe.ts';
import { CLIENTS, makeUserland } from '../lab/userland.ts';

const required = needs('haproxy', 'root', 'netns', 'prlimit', 'setpriv', ...CLIENTS);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Started {
  readonly pids: readonly number[];
  readonly worker: number;
  readonly folder: string;
}

/** A real HAProxy whose stats sockets are these lines of `global`, started in its own folder. */
async function haproxyWith(
  global: (folder: string) => readonly string[],
  { networkOf, more }: { networkOf?: Network; more?: (folder: string) => string } = {},
): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'run'));
  const config = join(folder, 'haproxy.cfg');
  const [port = 0] = await freePorts(1);
  writeFileSync(
    config,
    `global\n  ${global(folder).join('\n  ')}\ndefaults\n  timeout client 7s\n  timeout server 8s\n  timeout connect 1s\nfrontend f\n  bind 127.0.0.1:${port}\n${more?.(folder) ?? ''}`,
  );
  const log = openSync(join(folder, 'log'), 'w');
  const master = launch([programPath('haproxy'), '-W', '-db', '-f', 'haproxy.cfg'], {
    networkOf,
    spawn: { stdio: ['ignore', 'ignore', log], cwd: folder },
  });
  closing.push(() => stopChild(master));
  const worker = await until('a worker', () => {
    if (hasEnded(master)) throw new Error('HAProxy has ended');
    return childrenOf(master.pid ?? 0)[0];
  });
  return { pids: [worker, master.pid ?? 0], worker, folder };
}

async function lookAt({ pids }: Started, before?: readonly string[], script?: string) {
  const view = openProcView(pids);
  closing.push(view.close);
  // A worker that has just been forked does not listen yet.
  return until('a worker that listens', async () => {
    const { processes, notes } = await probe(['--procfs', view.path], before, script);
    return processes[0]?.state === 'running' && { worker: processes[0], notes };
  });
}

/** Someone else's program at an address, which counts what it was sent. */
async function stranger(port: number, host: string) {
  let bytes = 0;
  let connections = 0;
  const server: Server = createServer((connection) => {
    connections += 1;
    connection.on('data', (data) => {
      bytes += data.length;
    });
    connection.on('error', () => {});
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return () => ({ bytes, connections });
}

describe.skipIf(required.missing)(required.title('a stats socket'), () => {
  it.each<{ of: string; lines: (folder: string) => readonly string[] }>([
    {
      of: 'unix@ and an absolute path',
      lines: (folder) => [`stats socket unix@${folder}/s.sock level operator`],
    },
    {
      of: 'unix@ and a path relative to where HAProxy was started',
      lines: () => ['stats socket unix@run/s.sock level operator'],
    },
    {
      of: 'a relative path and a chroot',
      lines: (folder) => [`chroot ${folder}/run`, 'stats socket unix@run/s.sock level operator'],
    },
    {
      of: 'a relative path beside a prefix, which holds for proxies alone',
      lines: (folder) => [`unix-bind prefix ${folder}/run/`, 'stats socket unix@s.sock level operator'],
    },
    { of: 'a quoted path', lines: (folder) => [`stats socket "unix@${folder}/s.sock" level operator`] },
    {
      of: 'a path in a variable',
      lines: (folder) => [`setenv RUN ${folder}`, 'stats socket "$RUN/s.sock" level operator'],
    },
    {
      of: 'two addresses on one line',
      lines: (folder) => [`stats socket ${folder}/a.sock,${folder}/b.sock level operator`],
    },
  ])('named by $of is asked', async ({ lines }) => {
    const { worker, notes } = await lookAt(await haproxyWith(lines));
    expect(worker.streams.scan).toBe('all');
    expect(notes).toEqual([]);
  });

  it.each<{ of: string; address: string }>([
    { of: 'an address', address: '127.0.0.1:PORT' },
    { of: 'a family and an address', address: 'ipv4@127.0.0.1:PORT' },
    { of: 'another address of the loopback', address: '127.1.2.3:PORT' },
    { of: 'a name', address: 'localhost:PORT' },
    { of: 'IPv6', address: 'ipv6@[::1]:PORT' },
    { of: 'IPv6 without brackets', address: '::1:PORT' },
  ])('on TCP at a loopback address, by $of, is asked like one in the file system', async ({ address }) => {
    const [port = 0] = await freePorts(1);
    const line = `stats socket ${address.replace('PORT', `${port}`)} level operator`;
    const { worker, notes } = await lookAt(await haproxyWith(() => [line]));
    expect(worker).toMatchObject({ streams: { scan: 'all' }, connections: { current: expect.any(Number) } });
    expect(notes).toEqual([]);
  });

  it.each(CLIENTS.flatMap((client) => ['127.0.0.1', '[::1]'].map((host) => ({ client, host }))))(
    'on TCP at $host is asked by $client',
    async ({ client, host }) => {
      const [port = 0] = await freePorts(1);
      const haproxy = await haproxyWith(() => [`stats socket ${host}:${port} level operator`]);
      const { script, shell, remove } = makeUserland({ client });
      closing.push(remove);
      const { worker } = await lookAt(haproxy, shell, script);
      expect(worker.streams.scan).toBe('all');
    },
  );

  it('on TCP at any address is noted and not asked', async () => {
    const [port = 0] = await freePorts(1);
    const { worker, notes } = await lookAt(
      await haproxyWith(() => [`stats socket *:${port} level operator`]),
    );
    expect(worker.streams.scan).toBe('skipped: no socket');
    expect(notes).toEqual(['socket-not-own']);
  });

  it.each(['abns@s.sock', '127.0.0.1:PORT,'])(
    'is asked beside a proxy that listens at %s',
    async (address) => {
      const [port = 0] = await freePorts(1);
      const haproxy = await haproxyWith((folder) => [`stats socket ${folder}/s.sock level operator`], {
        more: () => `frontend other\n  bind ${address.replace('PORT', `${port}`)}\n`,
      });
      const { worker, notes } = await lookAt(haproxy);
      expect({ scan: worker.streams.scan, notes }).toEqual({ scan: 'all', notes: [] });
    },
  );

  it('on TCP is not asked where a proxy of the worker listens at its port on the loopback', async () => {
    const [port = 0] = await freePorts(1);
    const haproxy = await haproxyWith(() => [`stats socket 127.9.9.9:${port} level operator`], {
      more: () => `frontend other\n  bind 127.0.0.1:${port}\n`,
    });
    const { worker, notes } = await lookAt(haproxy);
    expect(worker.streams.scan).toBe('skipped: no socket');
    expect(notes).toEqual(['socket-refused']);
  });

  it('of an abstract name is noted and not asked', async () => {
    const { worker, notes } = await lookAt(
      await haproxyWith(() => ['stats socket abns@auditor level operator']),
    );
    expect(worker.streams.scan).toBe('skipped: no socket');
    expect(notes).toEqual(['socket-not-unix']);
  });

  it('on TCP in a container is not asked, and a stranger on the host at that port gets no byte', async () => {
    const [port = 0] = await freePorts(1);
    const network = await openNetwork();
    closing.push(network.close);
    const seen = await stranger(port, '127.0.0.1');
    const contained = await haproxyWith(() => [`stats socket 127.0.0.1:${port} level operator`], {
      networkOf: network,
    });
    const { worker, notes } = await lookAt(contained);
    expect(worker.streams.scan).toBe('skipped: no socket');
    expect(notes).toEqual(['other-netns', 'socket-not-own']);
    expect(seen()).toEqual({ bytes: 0, connections: 0 });
  });

  it('on TCP at whose port somebody else listens too is not asked', async () => {
    const [port = 0] = await freePorts(1);
    const haproxy = await haproxyWith(() => [`stats socket 127.0.0.1:${port} level operator`]);
    const other = await haproxyWith(() => [`stats socket 127.0.0.1:${port} level operator`]);
    // HAProxy lets several processes share a port: who connects meets either of them.
    const [first, second] = [await lookAt(haproxy), await lookAt(other)];
    for (const { worker, notes } of [first, second]) {
      expect(worker.streams.scan).toBe('skipped: no socket');
      expect(notes).toEqual(['socket-not-own']);
    }
  });

  it('on TCP is asked where the stranger listens at another port', async () => {
    const [port = 0, otherPort = 0] = await freePorts(2);
    const seen = await stranger(otherPort, '0.0.0.0');
    const { worker } = await lookAt(
      await haproxyWith(() => [`stats socket 127.0.0.1:${port} level operator`]),
    );
    expect(worker.streams.scan).toBe('all');
    expect(seen()).toEqual({ bytes: 0, connections: 0 });
  });

  it.each<{
    of: string;
    socket: (port: number, folder: string) => string;
    bind: (port: number, folder: string) => string;
  }>([
    {
      of: 'at the same port of the loopback',
      socket: (port) => `127.0.0.1:${port}`,
      bind: (port) => `127.0.0.1:${port}`,
    },
    {
      of: 'at the same port of a name',
      socket: (port) => `127.0.0.1:${port}`,
      bind: (port) => `localhost:${port}`,
    },
    {
      of: 'at the same path',
      socket: (_, folder) => `${folder}/s.sock`,
      bind: (_, folder) => `unix@${folder}/s.sock`,
    },
  ])('that a condition leaves out is not asked where a proxy listens $of', async ({ socket, bind }) => {
    const [port = 0] = await freePorts(1);
    const haproxy = await haproxyWith(
      (folder) => [
        `stats socket ${folder}/own.sock level admin`,
        '.if defined(NOT_SET_ANYWHERE)',
        `stats socket ${socket(port, folder)} level operator`,
        '.endif',
        `unix-bind mode 600`,
      ],
      { more: (folder) => `frontend other\n  bind ${bind(port, folder)}\n` },
    );
    const { worker, notes } = await lookAt(haproxy);
    expect(worker.streams.scan).toBe('all');
    expect(worker.connections.cumulative).toBeLessThan(5);
    expect(notes.toSorted()).toEqual(['config-conditional', 'socket-refused']);
  });
});
