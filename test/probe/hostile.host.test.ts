import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { readCapture, startedEarlier } from '../lab/capture.ts';
import { lies } from '../lab/lies.ts';
import { makeHost } from '../lab/made-host.ts';
import { needs } from '../lab/needs.ts';
import { openProcView } from '../lab/proc-view.ts';
import { probe, runProbe } from '../lab/run-probe.ts';
import { type Fault, type StandInSocket, startStandIn } from '../lab/stand-in.ts';
import { CLIENTS, makeUserland } from '../lab/userland.ts';

const required = needs('python3', 'prlimit', 'setpriv', 'socat');
const capture = readCapture('v2.8.0');
const answers = startedEarlier(capture.answers, 86_400);
const marker = join(tmpdir(), `probe-marker-${process.pid}`);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function standInWith(
  sockets: readonly StandInSocket[],
  whenDone: (close: () => void | Promise<void>) => void = (close) => {
    closing.push(close);
  },
) {
  const standIn = await startStandIn({ ...capture, answers, sockets, deadSockets: 3 });
  whenDone(standIn.stop);
  const view = openProcView([standIn.pid]);
  whenDone(view.close);
  return { ...standIn, procfs: view.path };
}

describe.skipIf(required.missing)(required.title('the probe over sockets that misbehave'), () => {
  it.concurrent.for<{ how: Fault['how']; on: string; scan: string }>([
    { how: 'hangs', on: 'show info', scan: 'skipped: no answer' },
    { how: 'hangs', on: 'show sess', scan: 'skipped: no answer' },
    { how: 'slow', on: 'show info', scan: 'skipped: no answer' },
    { how: 'slow', on: 'show sess', scan: 'skipped: cut' },
    // The first answer of many is as good as one alone.
    { how: 'endless', on: 'show info', scan: 'all' },
    { how: 'endless', on: 'show sess', scan: 'skipped: cut' },
    { how: 'cut', on: 'show sess', scan: 'skipped: cut' },
    { how: 'mute', on: 'show info', scan: 'skipped: no answer' },
    { how: 'mute', on: 'show sess', scan: 'skipped: no answer' },
  ])('reports $scan for $how on $on, and all else', async ({ how, on, scan }, { expect, onTestFinished }) => {
    const standIn = await standInWith([{ path: 'a.sock', faults: [{ how, on }] }], onTestFinished);
    const { processes } = await probe(['--procfs', standIn.procfs]);
    expect(processes).toMatchObject([
      {
        deadSockets: 3,
        config: { untimedProxies: 2 },
        streams: { scan, stuck: scan === 'all' ? 300 : null },
      },
    ]);
  });

  it('ends every client on a socket that hangs', async () => {
    const { procfs } = await standInWith([{ path: 'a.sock', faults: [{ how: 'hangs', on: 'show info' }] }]);
    const clients = CLIENTS.filter((client) => !needs(client).missing);
    await Promise.all(
      clients.map(async (client) => {
        const { script, shell, remove } = makeUserland({ client });
        closing.push(remove);
        const { processes } = await probe(['--procfs', procfs], shell, script);
        expect(processes, client).toMatchObject([
          { deadSockets: 3, streams: { scan: 'skipped: no answer' } },
        ]);
      }),
    );
  });

  it('goes to the next socket when one hangs', async () => {
    const { procfs } = await standInWith([
      { path: 'a.sock', level: 'operator', faults: [{ how: 'hangs' }] },
      { path: 'b.sock', level: 'operator' },
    ]);
    const { processes } = await probe(['--procfs', procfs]);
    expect(processes).toMatchObject([{ streams: { stuck: 300, scan: 'all' } }]);
  });

  it('ends at its deadline with 40 workers that hang, and says what it left out', async () => {
    const host = await makeHost(
      Array.from({ length: 40 }, (_, index) => ({
        pid: 500 + index,
        startedSecondsAgo: 90_000,
        sockets: 3,
        deadSockets: 2,
        running: true,
        config: index,
        program: '/opt/haproxy',
        answers: {},
      })),
    );
    closing.push(host.stop);
    const { processes, notes } = await probe(['--procfs', host.procfs]);
    expect(notes).toEqual(expect.arrayContaining(['deadline', 'workers-summed:32']));
    // What needs no answer is there for all of them.
    expect(processes.map(({ deadSockets }) => deadSockets)).toEqual([...Array(8).fill(2), 64]);
    expect(processes.map(({ streams }) => streams.scan)).toContain('skipped: deadline');
  });

  it.each(lies(answers, marker))('believes only what can be so: $name', async (lie) => {
    const { procfs } = await standInWith([{ path: 'a.sock', answers: lie.answers }]);
    const from = new Date();
    const { stdout, stderr, exitCode } = await runProbe(['--procfs', procfs]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^\{"v":2[\x20-\x7e]{1,2390}"end":1\}\n$/);
    const output = readProbeOutput(stdout, { from, to: new Date() });
    expect(output).toMatchObject({
      reading: { processes: [{ deadSockets: 3, config: { untimedProxies: 2 } }] },
    });
    expect(existsSync(marker)).toBe(false);
  });

  it('asks another process on a socket for nothing but who it is', async () => {
    const foreign = {
      ...answers,
      'show info': (answers['show info'] ?? '').replace(/^Pid: \d+$/m, 'Pid:  1'),
    };
    const { procfs, commands } = await standInWith([{ path: 'a.sock', answers: foreign }]);
    const { notes } = await probe(['--procfs', procfs]);
    expect(commands().map(({ command }) => command)).toEqual(['show info']);
    expect(notes).toEqual([]);
  });
});
