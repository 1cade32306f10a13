import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { type BusyHaproxy, startBusyHaproxy } from '../lab/busy-haproxy.ts';
import { until } from '../lab/launch.ts';
import { needs } from '../lab/needs.ts';
import { measureProbe } from '../lab/probe-cost.ts';
import { processFigures, proxyFigures } from '../lab/truth.ts';

const required = needs('haproxy', 'root', 'netns', 'prlimit', 'setpriv', 'python3');

const STREAMS = 4_000;
const RUNS = 4;
const MARKER = 'q7x-marked-request';
const CLIENT = '127.66.77.88';

describe.skipIf(required.missing)(
  required.title(`the probe beside ${STREAMS} streams and short requests`),
  () => {
    let busy: BusyHaproxy;
    let filesBefore: number;
    const runs: Awaited<ReturnType<typeof measureProbe>>[] = [];
    const openFiles = async () => processFigures(await busy.haproxy.workerPid()).openFiles;

    beforeAll(async () => {
      busy = await startBusyHaproxy(STREAMS);
      const { haproxy, load, network, view } = busy;
      const admin = haproxy.sockets['admin.sock'] ?? '';
      // Of a worker younger than two seconds the probe can't say who its master is.
      await until('a worker of some age', async () => ((await proxyFigures(admin)).Uptime_sec ?? 0) > 3);
      filesBefore = await openFiles();
      const short = { kind: 'short', port: haproxy.ports.http, marker: MARKER, from: CLIENT } as const;
      await load.open({ ...short, perSecond: 1_500 });
      await until('short requests', async () => (await load.counts()).shortDone > 500);
      for (let run = 0; run < RUNS; run++) {
        runs.push(await measureProbe({ procfs: view.path, networkOf: network }));
      }
    }, 40_000);
    afterAll(() => busy?.stop());

    it('says what it found and nothing else', () => {
      for (const { stdout, stderr, exitCode } of runs) {
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        const output = readProbeOutput(stdout, { from: new Date(0), to: new Date() });
        const found = { deadSockets: 0, connections: { max: busy.haproxy.maxConnections } };
        expect(output).toMatchObject({ reading: { processes: [found] } });
      }
    });

    it('lets no client, URL or header out', () => {
      const words = [MARKER, CLIENT, '127.0.0.1', 'origin.test', 'CONNECT', 'Cookie'];
      const told = runs.flatMap(({ stdout }) => words.filter((word) => stdout.includes(word)));
      expect(told).toEqual([]);
    });

    it('leaves no process behind', () => {
      expect(runs.map(({ cost }) => cost.leftBehind)).toEqual(Array(RUNS).fill(0));
    });

    it('takes less than a second of CPU, and 20 MB in any of its processes', () => {
      for (const { cost } of runs) {
        expect(cost.cpuSeconds).toBeGreaterThan(0);
        expect(cost.cpuSeconds).toBeLessThan(1);
        expect(cost.peakBytes).toBeGreaterThan(500_000);
        expect(cost.peakBytes).toBeLessThan(20e6);
      }
    });

    it('leaves no descriptor in HAProxy, and the traffic as it was', async () => {
      expect(await busy.load.freeze()).toMatchObject({ open: STREAMS, lost: 0, shortFailed: 0 });
      await until('the descriptors of before', async () => (await openFiles()) === filesBefore);
    });
  },
);
