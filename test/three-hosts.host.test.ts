import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessFleet } from '../lambdas/domain/assess/assess-fleet.ts';
import { parseSamples, printSamples } from '../lambdas/domain/records/archive.ts';
import type { AssessedHost } from '../lambdas/domain/records/assessment.ts';
import type { Sample, SampledHost } from '../lambdas/domain/records/sample.ts';
import { printInstant } from '../lambdas/domain/records/time.ts';
import { knowledge } from '../lambdas/knowledge/index.ts';
import { hostOutcome } from '../lambdas/probe/host-outcome.ts';
import { ProbeLine, printProbeLine, readProbeLine } from '../lambdas/probe/probe-line.ts';
import { deriveBins } from './domain/all-bins.ts';
import { LAB_HOST_NEEDS, type LabHost, startLabHost } from './lab/lab-host.ts';
import { needs } from './lab/needs.ts';
import { KINDS, type Kind, PLANTED, VERDICTS } from './lab/planted-looks.ts';

const required = needs(...LAB_HOST_NEEDS);
const LOOKS = 10;
const DEAD_A_LOOK = 40;
const DAYS = 15;
const AT = new Date('2026-11-22T18:00:00Z');

describe.skipIf(required.missing)(required.title('three hosts with a real HAProxy each'), () => {
  const hosts = new Map<Kind, LabHost>();
  /** What the probe printed on each, one look after the other. */
  const looks: Record<Kind, string>[] = [];

  beforeAll(async () => {
    await Promise.all(KINDS.map(async (kind) => hosts.set(kind, await startLabHost())));
    await hostOf('old-workers').load.open({
      kind: 'connect',
      port: portsOf('old-workers').tunnel,
      count: 20,
    });
    await hostOf('old-workers').haproxy.reload();
    await hostOf('old-workers').load.open({
      kind: 'connect',
      port: portsOf('old-workers').tunnel,
      count: 20,
    });
    await hostOf('old-workers').haproxy.reload();
    await hostOf('busy').load.open({ kind: 'connect', port: portsOf('busy').tunnel, count: 300 });
    await hostOf('busy').load.open({
      kind: 'tcp',
      port: portsOf('busy').untimed,
      count: 50,
      bytesPerSecond: 100,
    });
    await hostOf('busy').load.open({ kind: 'short', port: portsOf('busy').http, perSecond: 100 });
    // Of a worker younger than two seconds the probe can't say who its master is.
    await pause(2_500);
    for (let look = 0; look < LOOKS; look += 1) {
      await hostOf('dead-sockets').deadSockets.leave(DEAD_A_LOOK);
      const printed = await Promise.all(KINDS.map(async (kind) => [kind, await hostOf(kind).probe()]));
      looks.push(Object.fromEntries(printed));
    }
  });
  afterAll(async () => {
    await Promise.all([...hosts.values()].map((host) => host.stop()));
  });

  const hostOf = (kind: Kind): LabHost => {
    const host = hosts.get(kind);
    if (!host) throw new Error(`${kind} has not started`);
    return host;
  };
  const portsOf = (kind: Kind) => hostOf(kind).haproxy.ports;
  const samples = (kind: Kind): SampledHost[] =>
    looks.map((look) => sampled(sampleOf(kind, look[kind], printInstant(new Date()), new Date())));

  it('has each counted for itself', () => {
    const workers = (kind: Kind) => samples(kind).map(({ processes }) => processes);
    const dead = workers('dead-sockets').map(([worker]) => worker?.deadSockets);
    expect(dead).toEqual(Array.from({ length: LOOKS }, (_, look) => DEAD_A_LOOK * (look + 1)));
    for (const [running, ...old] of workers('old-workers')) {
      expect(running).toMatchObject({ state: 'running', deadSockets: 0 });
      expect(old).toMatchObject([
        { state: 'stopping', deadSockets: 0 },
        { state: 'stopping', deadSockets: 0 },
      ]);
    }
    for (const processes of workers('busy')) {
      expect(processes).toMatchObject([{ state: 'running', deadSockets: 0, streams: { stuck: 0 } }]);
      expect(processes[0]?.connections.current).toBeGreaterThanOrEqual(350);
    }
    const requests = samples('busy').map(({ processes }) => processes[0]?.requestsCumulative ?? 0);
    expect(requests).toEqual(requests.toSorted((a, b) => a - b));
    expect((requests.at(-1) ?? 0) - (requests[0] ?? 0)).toBeGreaterThan(100);
  });

  const printed = (kind: Kind): string[] => looks.map((look) => look[kind]);

  it(`tells them apart by ${LOOKS} real probes of each, each repeated as an hourly one for a part of ${DAYS} days`, () => {
    const found = assess(KINDS.flatMap((kind) => stretched(kind, printed(kind))));
    expect(Object.fromEntries(KINDS.map((kind) => [kind, found(kind)?.verdict]))).toEqual(VERDICTS);
    expect(
      found('dead-sockets')?.evidence.find(({ check }) => check === 'dead-sockets')?.logOdds,
    ).toBeGreaterThan(3);
    expect(found('old-workers')?.leakProbability).toBeLessThan(0.1);
    expect(found('busy')?.leakProbability).toBeLessThan(0.1);
  });

  it.each(PLANTED)('finds $kind to be something else where $what', ({ kind, printed: planted }) => {
    const all = Object.fromEntries(KINDS.map((one) => [one, printed(one)])) as Record<Kind, string[]>;
    const found = assess(KINDS.flatMap((one) => stretched(one, one === kind ? planted(all) : all[one])));
    const others = KINDS.filter((one) => one !== kind);
    expect(found(kind)?.verdict).not.toBe(VERDICTS[kind]);
    expect(others.map((one) => found(one)?.verdict)).toEqual(others.map((one) => VERDICTS[one]));
  });
});

/** Takes samples through archive, bins and assessment. */
function assess(samples: readonly Sample[]): (kind: Kind) => AssessedHost | undefined {
  const { records: read, issues } = parseSamples(printSamples(samples), 'archive');
  expect(issues).toEqual([]);
  const { hosts } = assessFleet(deriveBins(read), { at: AT, knowledge, before: null });
  return (kind) => hosts.find(({ hostId }) => hostId === idOf(kind));
}

const idOf = (kind: Kind): string => `i-${kind}`;

/** The sample of a run, as the audit makes it of what a host printed. */
function sampleOf(kind: Kind, stdout: string, runAt: string, askedAt: Date): Sample {
  const identity = {
    ...{ hostId: idOf(kind), accountId: '111122223333', region: 'eu-west-1', availabilityZone: 'eu-west-1a' },
    ...{ role: kind, name: kind },
  };
  const asked = { runAt, askedFrom: askedAt, askedTo: askedAt };
  return hostOutcome(identity, { statusDetails: 'Success', stdout, seconds: 1 }, asked);
}

function sampled(sample: Sample): SampledHost {
  if (sample.outcome !== 'sampled') throw new Error(`${sample.hostId}: ${sample.reason}`);
  return sample;
}

/**
 * Hourly runs over {@link DAYS} days: the first part of them has the first look's figures, and so on. Only time is made
 * up: when a run was, and that workers and kernel started before the first. What the kernel counts for all three hosts
 * together, since they share one, is left out.
 */
function stretched(kind: Kind, printed: readonly string[]): Sample[] {
  const runs = DAYS * 24;
  const firstAt = AT.getTime() / 1000 - runs * 3600;
  return Array.from({ length: runs }, (_, run) => {
    const at = firstAt + run * 3600;
    const line = printed[Math.floor((run * printed.length) / runs)] ?? '';
    const { kernel, tcp, processes, ...reading } = readProbeLine(ProbeLine.parse(JSON.parse(line)));
    const moved = printProbeLine({
      ...reading,
      takenAt: printInstant((at + 3) * 1000),
      kernel: { ...kernel, uptimeSeconds: at - firstAt + 9 * 86_400 },
      tcp: { ...tcp, orphan: null, allocated: null, memoryPages: null },
      processes: processes.map((process, place) => {
        const startedAt = firstAt - (2 + place) * 86_400;
        return { ...process, startedAt: printInstant(startedAt * 1000), uptimeSeconds: at - startedAt };
      }),
    });
    return sampleOf(kind, moved, printInstant(at * 1000), new Date(at * 1000));
  });
}
