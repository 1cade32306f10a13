import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAXIMUM_LINE_BYTES, readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { type MadeWorker, makeHost } from '../lab/made-host.ts';
import { needs } from '../lab/needs.ts';
import { runProbe } from '../lab/run-probe.ts';
import { AWKS, makeUserland, type Userland } from '../lab/userland.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;

const info = (pid: number, version: string, figures: Record<string, number | bigint>) =>
  `${Object.entries({
    Pid: pid,
    Version: version,
    Idle_pct: 100,
    Uptime_sec: 90_000,
    Stopping: 0,
    ...figures,
  })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\n`;

async function lineOf(workers: readonly MadeWorker[], release?: string, userland?: Userland) {
  const host = await makeHost(workers, release);
  try {
    const from = new Date();
    const { stdout, stderr } = await runProbe(['--procfs', host.procfs], userland?.shell, userland?.script);
    expect(stderr).toBe('');
    expect(stdout.length).toBeLessThanOrEqual(MAXIMUM_LINE_BYTES);
    expect(stdout).toMatch(/^[\x20-\x7e]+\n$/);
    const output = readProbeOutput(stdout, { from, to: new Date() });
    if ('malformed' in output) throw new Error(`${output.malformed}: ${stdout}`);
    return output.reading;
  } finally {
    host.stop();
  }
}

const figure = fc.oneof(fc.nat(100_000), fc.nat(LARGEST), fc.bigInt({ min: 0n, max: 2n ** 64n }));
const version = fc.oneof(
  fc.constantFrom('2.4.0', '2.8.11-1ubuntu2', '3.3-dev4-1a2b3c-12', '2.8.5-1ubuntu3.4'),
  fc.string({ minLength: 1, maxLength: 80 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
);

const worker = fc.record({
  startedSecondsAgo: fc.integer({ min: 2, max: 8_000_000 }),
  sockets: fc.nat(6),
  deadSockets: fc.nat(2),
  running: fc.boolean(),
  config: fc.option(fc.nat(11)),
  program: fc.constantFrom(
    '/usr/sbin/haproxy',
    '/opt/haproxy-2.8/sbin/haproxy',
    '/nowhere/haproxy (deleted)',
  ),
  version,
  figures: fc.record({
    CurrConns: figure,
    Maxconn: figure,
    CurrSslConns: figure,
    CumConns: figure,
    CumReq: figure,
    TotalBytesOut: figure,
    PoolAlloc_bytes: figure,
    PoolUsed_bytes: figure,
  }),
});

/** Of many workers only the first answer: sockets are dear, and the line depends on those it names. */
const workersOf = (count: number) =>
  fc.array(worker, { minLength: count, maxLength: count }).map((made) =>
    made.map(({ version, figures, ...rest }, index): MadeWorker => {
      const pid = 100 + index;
      const answers = { 'show info': info(pid, version, figures), 'show sess': '\n', 'show sess susp': '\n' };
      return index < 12 && rest.config !== null ? { ...rest, pid, answers } : { ...rest, pid };
    }),
  );

const required = needs('socat', 'mawk', 'gawk', 'busybox', 'original-awk');

describe.skipIf(required.missing)(required.title('the line'), () => {
  it.each([1, 2, 6, 8, 9, 12, 30, 100, 200])('of %i workers holds, whatever they say', async (count) => {
    await fc.assert(
      fc.asyncProperty(workersOf(count), fc.string({ maxLength: 200 }), async (workers, release) => {
        const { processes, notes } = await lineOf(workers, release.replaceAll('\n', ''));
        // Every worker is counted, by itself or in the sum, and the sum is stated.
        expect(processes.reduce((sum, process) => sum + process.count, 0)).toBe(count);
        const summed = processes.filter((process) => process.pid === null);
        expect(summed.length).toBe(notes.filter((note) => note.startsWith('workers-summed:')).length);
        for (const process of summed) expect(notes).toContain(`workers-summed:${process.count}`);
        // Named ones are in their order.
        const named = processes.filter((process) => process.pid !== null);
        expect(named.length).toBeLessThanOrEqual(8);
        for (const process of named) {
          const made = workers.find(({ pid }) => pid === process.pid);
          const dead = made?.deadSockets ?? 0;
          expect(process.deadSockets).toBe(dead);
          expect(process.openFiles).toBe((made?.sockets ?? 0) + dead + (made?.answers ? 1 : 0));
        }
      }),
      // To shrink what fails, the probe would have to run hundreds of times.
      { numRuns: count > 50 ? 1 : 3, endOnFailure: true },
    );
  });

  const same: MadeWorker = {
    pid: 0,
    startedSecondsAgo: 90_000,
    sockets: 3,
    deadSockets: 1,
    running: true,
    config: 1,
    program: '/opt/haproxy',
  };

  it('sums up what it does not name: counts added, ages the greatest, and what differs unknown', async () => {
    const workers = Array.from({ length: 20 }, (_, index) => ({
      ...same,
      pid: 300 + index,
      startedSecondsAgo: 1_000 + index,
      sockets: 3 + index,
    }));
    const { processes, notes } = await lineOf(workers);
    expect(processes).toHaveLength(9);
    expect(processes.slice(0, 8).map(({ pid }) => pid)).toEqual([319, 318, 317, 316, 315, 314, 313, 312]);
    expect(processes[8]).toMatchObject({
      pid: null,
      count: 12,
      state: 'running',
      uptimeSeconds: 1_011,
      deadSockets: 12,
      openFiles: 12 * 4 + 66,
      residentBytes: 12 * 47_720 * 1024,
      connections: { current: null },
      streams: { scan: 'skipped: no socket' },
      config: { clientTimeoutSeconds: 2 },
    });
    expect(notes).toEqual(['workers-summed:12']);
  });

  it.each([
    { bytes: 999_999_999_999_999n, read: 999_999_999_999_999, notes: [] },
    { bytes: BigInt(LARGEST), read: LARGEST, notes: [] },
    { bytes: BigInt(LARGEST) + 1n, read: null, notes: ['number-too-large'] },
    { bytes: 2n ** 64n - 1n, read: null, notes: ['number-too-large'] },
  ])('has $read for a counter of $bytes bytes', async ({ bytes, read, notes }) => {
    const answers = {
      'show info': info(7, '2.8.0', { TotalBytesOut: bytes, CurrConns: 0 }),
      'show sess': '\n',
    };
    const reading = await lineOf([{ ...same, pid: 7, answers }]);
    expect(reading.processes[0]?.bytesOutCumulative).toBe(read);
    expect(reading.notes).toEqual(notes);
  });

  it.each(AWKS)(
    'names workers that answer and workers that do not, in a line that is full, with %s',
    async (awk) => {
      const figures = {
        CumConns: 5e15,
        CumReq: 8e15,
        TotalBytesOut: 7e15,
        PoolAlloc_bytes: 6e15,
        PoolUsed_bytes: 3e15,
      };
      const workers = Array.from({ length: 9 }, (_, index) => {
        const pid = 300 + index;
        const answers = {
          'show info': info(pid, `2.8.${index}`, { CurrConns: 4e15, Maxconn: 9e15, ...figures }),
          'show sess': '\n',
        };
        return { ...same, pid, config: index, ...(index < 4 && { answers }) };
      });
      const userland = makeUserland({ awk, client: 'socat' });
      onTestFinished(userland.remove);
      const { processes } = await lineOf(workers, undefined, userland);
      expect(processes.map(({ version }) => version)).toContain('2.8.3');
      expect(processes.at(-1)).toMatchObject({ pid: null, version: null });
      expect(processes.reduce((sum, { count }) => sum + count, 0)).toBe(9);
    },
  );

  it('has each figure of show info at its place', async () => {
    const figures = { CurrConns: 101, Maxconn: 102, CurrSslConns: 103, CumConns: 104, CumReq: 105 };
    const sizes = { TotalBytesOut: 106, PoolAlloc_bytes: 107, PoolUsed_bytes: 108 };
    const answers = { 'show info': info(7, '2.8.0', { ...figures, ...sizes }), 'show sess': '\n' };
    const { processes } = await lineOf([{ ...same, pid: 7, answers }]);
    expect(processes).toMatchObject([
      {
        connections: { current: 101, max: 102, currentTls: 103, cumulative: 104 },
        requestsCumulative: 105,
        bytesOutCumulative: 106,
        pools: { allocatedBytes: 107, usedBytes: 108 },
      },
    ]);
  });

  it('marks a text that it cut', async () => {
    const answers = { 'show info': info(7, `2.8.0-${'x'.repeat(60)}`, { CurrConns: 0 }), 'show sess': '\n' };
    const { processes, notes } = await lineOf([{ ...same, pid: 7, answers }], 'y'.repeat(80));
    expect(processes[0]?.version).toMatch(/^2\.8\.0-x{41}~$/);
    expect(notes).toEqual(['text-cut']);
  });

  it('has the answers of a worker with too many descriptors to compare, and a note of it', async () => {
    const answers = { 'show info': info(7, '2.8.0', { CurrConns: 3 }), 'show sess': '\n' };
    const { processes, notes } = await lineOf([{ ...same, pid: 7, sockets: 50_500, answers }]);
    expect(processes).toMatchObject([
      {
        state: 'running',
        openFiles: 50_502,
        deadSockets: null,
        connections: { current: 3 },
        streams: { scan: 'all' },
      },
    ]);
    expect(notes).toEqual(['descriptors-many']);
  });
});
