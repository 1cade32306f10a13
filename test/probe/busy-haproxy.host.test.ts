import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BusyHaproxy, startBusyHaproxy } from '../lab/busy-haproxy.ts';
import { until } from '../lab/launch.ts';
import { needs } from '../lab/needs.ts';
import { measureProbe } from '../lab/probe-cost.ts';
import { readingOf } from '../lab/run-probe.ts';
import { processFigures, proxyFigures } from '../lab/truth.ts';

const required = needs('haproxy', 'root', 'netns', 'prlimit', 'setpriv', 'python3');

const STREAMS = 4_000;
const ANSWERED_RUNS = 3;
const MARKER = 'q7x-marked-request';
const CLIENT = '127.66.77.88';

type Run = Awaited<ReturnType<typeof measureProbe>>;

/** A machine with other work can let the 5 s pass that the probe waits for HAProxy; what it prints then is as true. */
const isAnswered = ({ stdout }: Run) => readingOf(stdout).processes[0]?.version !== null;

describe.skipIf(required.missing)(required.title('the probe beside a busy HAProxy'), () => {
  let busy: BusyHaproxy;
  let filesBefore: number;
  const runs: Run[] = [];
  const openFiles = () => processFigures(busy.haproxy.workerPids()[0] ?? 0).openFiles;

  beforeAll(async () => {
    busy = await startBusyHaproxy({ streams: STREAMS });
    const { haproxy, load, network, unhurriedPort, view } = busy;
    const admin = haproxy.sockets['admin.sock'] ?? '';
    // Of a worker younger than two seconds the probe can't say who its master is.
    await until('a worker of some age', async () => ((await proxyFigures(admin)).Uptime_sec ?? 0) > 3);
    await pause(200); // for the runtime API's own connection to be gone
    filesBefore = openFiles();
    const short = { kind: 'short', port: haproxy.ports.http, marker: MARKER, from: CLIENT } as const;
    await load.open({ ...short, perSecond: 500 });
    await load.open({ kind: 'short', port: unhurriedPort, perSecond: 1_500 });
    await until('short requests', async () => (await load.counts()).shortDone > 1_000);
    while (runs.filter(isAnswered).length < ANSWERED_RUNS) {
      runs.push(await measureProbe({ procfs: view.path, networkOf: network }));
    }
  });
  afterAll(() => busy?.stop());

  it('says what it found and nothing else', () => {
    for (const { stdout, stderr, exitCode } of runs) {
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(readingOf(stdout).processes).toHaveLength(1);
    }
    for (const { stdout } of runs.filter(isAnswered))
      expect(readingOf(stdout).processes).toMatchObject([
        { connections: { max: busy.haproxy.maxConnections } },
      ]);
  });

  // Dozens of descriptors are closed between the look at them and the look at the sockets' tables.
  it('takes no socket for dead that is only on its way', () => {
    const dead = runs.flatMap(({ stdout }) =>
      readingOf(stdout).processes.map(({ deadSockets }) => deadSockets),
    );
    // Unknown is what a probe says that ran out of time on a machine with other work.
    expect(dead.filter((count) => count !== null && count > 0)).toEqual([]);
    expect(dead).toContain(0);
  });

  it('lets no client, URL or header out', () => {
    const words = [MARKER, CLIENT, '127.0.0.1', 'origin.test', 'CONNECT', 'Cookie'];
    const told = runs.flatMap(({ stdout }) => words.filter((word) => stdout.includes(word)));
    expect(told).toEqual([]);
  });

  it('leaves no process behind', () => {
    expect(runs.map(({ cost }) => cost.leftBehind)).toEqual(runs.map(() => 0));
  });

  it('takes at most 20 MB in any of its processes', () => {
    for (const { cost } of runs) {
      expect(cost.peakBytes).toBeGreaterThan(500_000);
      expect(cost.peakBytes).toBeLessThan(20e6);
    }
  });

  it('leaves no descriptor in HAProxy, and the traffic as it was', async () => {
    expect(await busy.load.freeze()).toMatchObject({ open: STREAMS, lost: 0, shortFailed: 0 });
    await until('the descriptors of before', () => openFiles() === filesBefore);
  });
});
