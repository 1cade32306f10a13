import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localSimulatedHost, type SimulatedHost } from '../../../../infra/local/hosts/simulated-host.ts';
import { Sample } from '../../../../lambdas/domain/records/sample.ts';
import { MAXIMUM_LINE_BYTES, readProbeOutput } from '../../../../lambdas/probe/probe-output.ts';
import { ALL_KINDS, dayOf, hostOf } from './simulation/scenarios.ts';

const read = (host: SimulatedHost, at: Date) => {
  const state = host.at(at);
  if (state === null) return null;
  const line = host.probeLine(state);
  expect(line.length).toBeLessThanOrEqual(MAXIMUM_LINE_BYTES);
  return { parsed: readProbeOutput(`${line}\n`, { from: at, to: at }), reading: host.reading(state) };
};

const days = [0, 3.21, 7.5, 9.777, 14, 20.04, 27.9];

describe('a simulated host', () => {
  it.each(ALL_KINDS)('of kind %s prints lines that read as its readings', (kind) => {
    const pairs = [1, 2, 3].flatMap((seed) => {
      const host = hostOf(kind, seed);
      return days.map((day) => read(host, dayOf(host, day))).filter((pair) => pair !== null);
    });
    expect(pairs.length).toBeGreaterThan(0);
    for (const { parsed, reading } of pairs) expect(parsed).toEqual({ reading });
  });

  it('prints lines that read as its readings, whatever its chance', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL_KINDS),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 2_419_200 }),
        (kind, seed, second) => {
          const host = hostOf(kind, seed);
          const pair = read(host, dayOf(host, second / 86_400));
          if (pair !== null) expect(pair.parsed).toEqual({ reading: pair.reading });
        },
      ),
      { numRuns: 600 },
    ));

  it('has no count of bytes once it would take more than 15 digits', () => {
    const host = hostOf('steady', 1, (scenario) => ({
      ...scenario,
      haproxy: { ...scenario.haproxy, answers: 'all', ageDays: 40 },
      traffic: { ...scenario.traffic, connectionsPerSecond: 10_000 },
      connections: { ...scenario.connections, requestsPerShort: 10, bytesOutPerRequest: 6000 },
    }));
    const pair = read(host, dayOf(host, 5));
    expect(pair?.parsed).toEqual({ reading: pair?.reading });
    expect(pair?.reading.processes[0]?.bytesOutCumulative).toBeNull();
    expect(pair?.reading.processes[0]?.requestsCumulative).toBeGreaterThan(1e11);
  });

  it.each(['no-streams', 'no-socket'] as const)('reports what remains where the probe gets %s', (answers) => {
    const host = hostOf('linear', 1, (scenario) => ({
      ...scenario,
      haproxy: { ...scenario.haproxy, answers },
      leak: scenario.leak && { ...scenario.leak, mechanism: 'stuck-streams' },
    }));
    const pair = read(host, dayOf(host, 5));
    expect(pair?.parsed).toEqual({ reading: pair?.reading });
    expect(pair?.reading.processes[0]?.streams.stuck).toBeNull();
    expect(pair?.reading.processes[0]?.version === null).toBe(answers === 'no-socket');
    expect(pair?.reading.processes[0]?.deadSockets).toBeGreaterThan(0);
  });

  it('sums up the workers that do not fit its line', () => {
    const host = hostOf('reload-residue', 1, (scenario) => ({
      ...scenario,
      haproxy: { ...scenario.haproxy, hardStopAfterSeconds: null },
      connections: { ...scenario.connections, longHours: 30 },
      events: Array.from({ length: 80 }, (_, place) => ({ type: 'reload' as const, atDay: 1 + place / 10 })),
    }));
    const at = dayOf(host, 8.95);
    const pair = read(host, at);
    expect(pair?.parsed).toEqual({ reading: pair?.reading });
    const workers = host.at(at)?.workers ?? [];
    expect(workers.length).toBeGreaterThan(12);
    const listed = pair?.reading.processes ?? [];
    expect(listed.length).toBeLessThanOrEqual(9);
    expect(listed.at(-1)?.count).toBe(workers.length - listed.length + 1);
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    expect(sum(listed.map(({ openFiles }) => openFiles ?? 0))).toBe(
      sum(workers.map(({ openFiles }) => openFiles)),
    );
    expect(listed[0]?.state).toBe('running');
  });

  it('says the same of an instant, whatever was asked before', () => {
    const [one, other] = [hostOf('onset', 5), hostOf('onset', 5)];
    for (const day of [20, 3, 11]) other.at(dayOf(other, day));
    expect(other.at(dayOf(other, 15.5))).toEqual(one.at(dayOf(one, 15.5)));
    const foreign = hostOf('onset', 6);
    expect(foreign.at(dayOf(foreign, 15.5))?.tcp).not.toEqual(one.at(dayOf(one, 15.5))?.tcp);
  });

  it('shows a moved clock in its instants and not in its uptimes', () => {
    const host = hostOf('clock-step', 1, (scenario) => ({
      ...scenario,
      machine: { ...scenario.machine, clockSlews: false },
      events: [{ type: 'clock-step', atDay: 10, seconds: 3600 }],
    }));
    const [before, after] = [9, 11].map((day) => read(host, dayOf(host, day))?.reading);
    expect(after?.notes).toContain('clock-skew');
    const start = (reading: typeof before) => Date.parse(reading?.processes[0]?.startedAt ?? '') / 1000;
    const uptime = (reading: typeof before) => reading?.processes[0]?.uptimeSeconds ?? 0;
    expect(start(after) - start(before)).toBe(3600);
    expect(uptime(after) - uptime(before)).toBe(2 * 86_400);
    expect(after?.processes[0]?.pid).toBe(before?.processes[0]?.pid);
  });

  it('makes records of the archive: sampled, unreachable in a gap, none before its launch', () => {
    const host = hostOf('steady', 1, (scenario) => ({
      ...scenario,
      launchedDay: 2,
      gaps: [{ fromDay: 5, toDay: 6 }],
    }));
    expect(host.sample(dayOf(host, 1))).toBeNull();
    const [sampled, unreachable] = [4, 5.5].map((day) => host.sample(dayOf(host, day)));
    expect(Sample.parse(sampled)).toEqual(sampled);
    expect(sampled).toMatchObject({ outcome: 'sampled', hostId: host.scenario.identity.hostId });
    expect(Sample.parse(unreachable)).toMatchObject({ outcome: 'unreachable', reason: 'DeliveryTimedOut' });
  });

  it('answers the embedded endpoint with its line of that instant', async () => {
    const host = hostOf('gaps', 1, (scenario) => ({ ...scenario, gaps: [{ fromDay: 5, toDay: 6 }] }));
    const local = localSimulatedHost(host, { role: 'edge' });
    const at = dayOf(host, 4);
    const answer = await local.answer({ commandId: '1', documentName: 'probe', sentAt: at });
    expect(readProbeOutput(answer.stdout, { from: at, to: at })).toEqual({
      reading: read(host, at)?.reading,
    });
    const silent = await local.answer({ commandId: '2', documentName: 'probe', sentAt: dayOf(host, 5.5) });
    expect(silent).toMatchObject({ status: 'TimedOut', stdout: '' });
  });
});
