import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { probeScript } from '../../lambdas/probe/probe-document.ts';
import { readCapture } from '../lab/capture.ts';
import { type Haproxy, startHaproxy } from '../lab/haproxy-lab.ts';
import { type Load, startLoad } from '../lab/load.ts';
import { type MadeHost, type MadeWorker, makeHost } from '../lab/made-host.ts';
import { needs } from '../lab/needs.ts';
import { type Origin, startOrigin } from '../lab/origin.ts';
import { openProcView, type ProcView } from '../lab/proc-view.ts';
import { probe, readingOf, runProbe } from '../lab/run-probe.ts';
import { AWKS, CLIENTS, makeUserland, SHELLS, type UserlandOptions } from '../lab/userland.ts';

const programs = ['dash', 'bash', 'busybox', 'mawk', 'gawk', 'original-awk', ...CLIENTS];
const required = needs('haproxy', 'root', 'prlimit', 'setpriv', ...programs);

describe.skipIf(required.missing)(required.title('the probe on any userland, over a real HAProxy'), () => {
  let origin: Origin;
  let haproxy: Haproxy;
  let load: Load;
  let view: ProcView;
  beforeAll(async () => {
    origin = await startOrigin();
    haproxy = await startHaproxy({ origin, masterWorker: true });
    load = startLoad();
    await load.open({ kind: 'connect', port: haproxy.ports.tunnel, count: 30 });
    await load.open({ kind: 'tcp', port: haproxy.ports.untimed, count: 4 });
    view = openProcView([haproxy.masterPid ?? 0, ...haproxy.workerPids()]);
    // What is left of the connect timeout is a timer too.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  });
  afterAll(async () => {
    view?.close();
    await load?.stop();
    await haproxy?.stop();
    await origin?.stop();
  });

  async function sampled(options: UserlandOptions) {
    const { script, shell, remove } = makeUserland(options);
    onTestFinished(remove);
    const reading = await probe(['--procfs', view.path], shell, script);
    expect(reading.processes.map(({ pid }) => pid)).toEqual([await haproxy.workerPid()]);
    return { ...reading, worker: reading.processes[0] };
  }

  const same = SHELLS.flatMap((shell) =>
    AWKS.flatMap((awk) => CLIENTS.map((client) => ({ shell, awk, client }))),
  );
  it.each(same)('reads the same figures with $shell, $awk and $client', async (userland) => {
    const { worker, notes } = await sampled(userland);
    expect(worker).toMatchObject({
      state: 'running',
      deadSockets: 0,
      connections: { current: 34, max: haproxy.maxConnections },
      streams: { total: 34, untimed: 4, stuck: 0, scan: 'all' },
      config: {
        clientTimeoutSeconds: 60,
        serverTimeoutSeconds: 60,
        tunnelTimeoutSeconds: 3600,
        untimedProxies: 2,
      },
    });
    expect(notes).toEqual([]);
  });

  it.each(SHELLS.flatMap((shell) => AWKS.map((awk) => ({ shell, awk }))))(
    'reads the same figures with $shell, $awk and busybox for everything else',
    async (userland) => {
      const { worker, kernel, notes } = await sampled({ ...userland, tools: 'busybox', client: 'socat' });
      expect(worker).toMatchObject({ state: 'running', deadSockets: 0, streams: { total: 34, scan: 'all' } });
      expect(kernel.pageBytes).toBe(4096);
      expect(notes).toEqual([]);
    },
  );

  it('reads all that /proc gives without a program that talks to sockets, and says what is missing', async () => {
    const { worker, notes, tcp } = await sampled({});
    expect(worker).toMatchObject({
      state: 'running',
      version: null,
      deadSockets: 0,
      connections: { current: null },
      streams: { total: null, stuck: null, scan: 'skipped: no client' },
      config: { clientTimeoutSeconds: 60 },
    });
    expect(worker?.openFiles).toBeGreaterThan(68);
    expect(worker?.residentBytes).toBeGreaterThan(1_000_000);
    expect(tcp.memoryPages).not.toBeNull();
    expect(notes).toEqual(['no-client']);
  });

  it.each([
    ['nc', "echo 'usage: nc [-l] [-p PORT] IPADDR PORT'"],
    ['curl', "echo 'Protocols: file http https'"],
    ['perl', 'exit 2'],
  ])('passes over a %s that is built without what is needed', async (name, text) => {
    const { worker } = await sampled({ programs: { [name]: text } });
    expect(worker?.streams.scan).toBe('skipped: no client');
  });

  it('asks nothing without timeout(1)', async () => {
    const { worker, notes } = await sampled({ client: 'socat', programs: { timeout: null } });
    expect(worker?.version).toBeNull();
    expect(notes.toSorted()).toEqual(['config-unreadable', 'fd-unreadable', 'no-timeout']);
  });

  it.each([16_384, 65_536])('takes pages of %i bytes as getconf says', async (bytes) => {
    const { kernel } = await sampled({ programs: { getconf: `echo ${bytes}` } });
    expect(kernel.pageBytes).toBe(bytes);
  });

  it('runs what hosts run, but for PATH', () => {
    const { script, remove } = makeUserland();
    onTestFinished(remove);
    const withoutPath = (text: string) => text.replace(/^PATH=.*\n/m, '');
    expect(withoutPath(readFileSync(script, 'utf8'))).toBe(withoutPath(probeScript()));
  });
});

const WORKERS = [0, 1, 8, 9, 200] as const;

/** Workers of a reload storm: the newest runs and answers, the others drain. */
function workersOf(count: number): MadeWorker[] {
  const { answers } = readCapture('v2.8.0');
  return Array.from({ length: count }, (_, index) => {
    const pid = 1_000 + index;
    const isNewest = index === count - 1;
    const info = (answers['show info'] ?? '').replace(/^Pid: .*$/m, `Pid: ${pid}`);
    return {
      pid,
      startedSecondsAgo: 100_000 - index,
      sockets: 3,
      deadSockets: index % 3,
      running: isNewest,
      config: 0,
      program: '/usr/sbin/haproxy',
      ...(isNewest && { answers: { ...answers, 'show info': info } }),
    };
  });
}

describe.skipIf(required.missing)(
  required.title('the probe on any userland, over any number of workers'),
  () => {
    const hosts = new Map<number, MadeHost>();
    beforeAll(async () => {
      for (const count of WORKERS) hosts.set(count, await makeHost(workersOf(count)));
    });
    afterAll(() => {
      for (const host of hosts.values()) host.stop();
    });

    it.each(
      WORKERS.flatMap((count) => SHELLS.flatMap((shell) => AWKS.map((awk) => ({ count, shell, awk })))),
    )(
      'prints the same line of at most 2,400 bytes for $count workers with $shell and $awk',
      async ({ count, shell, awk }) => {
        const {
          script,
          shell: words,
          remove,
        } = makeUserland({ shell, awk, client: 'socat', isUnhurried: true });
        onTestFinished(remove);
        const { stdout } = await runProbe(['--procfs', hosts.get(count)?.procfs ?? ''], words, script);
        expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(2_400);
        const { processes, notes } = readingOf(stdout);
        expect(processes.reduce((sum, process) => sum + process.count, 0)).toBe(count);
        expect(sumOf(processes.map(({ deadSockets }) => deadSockets))).toBe(
          sumOf(workersOf(count).map(({ deadSockets }) => deadSockets)),
        );
        expect(sumOf(processes.map(({ sockets }) => sockets.established))).toBe(
          3 * count - Math.min(count, 1),
        );
        const summed = notes.filter((note) => note.startsWith('workers-summed'));
        expect(notes).toEqual(count === 0 ? ['no-haproxy'] : summed);
        if (count > 0)
          expect(processes[0]).toMatchObject({ version: '2.8.0-fdd8154ed', streams: { scan: 'all' } });
        expect(summed.length).toBe(count > 8 ? 1 : 0);
      },
    );
  },
);

const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
