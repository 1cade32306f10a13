import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { ProbeReport, Sample } from '../../../lambdas/domain/records/sample.ts';
import { DAY, printInstant } from '../../../lambdas/domain/records/time.ts';
import { printProbeLine } from '../../../lambdas/probe/probe-line.ts';
import type { LocalHost } from './local-host.ts';
import { foldBins } from './simulation/bins.ts';
import { hostReading, printedReading } from './simulation/host-reading.ts';
import type { HostScenario } from './simulation/host-scenario.ts';
import { type HostState, hostState } from './simulation/host-state.ts';
import { makeTrajectory } from './simulation/make-trajectory.ts';
import { pressureOf } from './simulation/pressure.ts';
import { type Truth, truthOf } from './simulation/truth.ts';

/** A host that behaves like one that runs HAProxy: a function of its scenario, a seed and the instant. */
export interface SimulatedHost {
  readonly scenario: HostScenario;
  readonly seed: number;
  /** The host at an instant (whole seconds count); `null` where nothing answers: gaps, before launch, after the end. */
  at(instant: Date): HostState | null;
  /** The line that probe.sh would print, without its line feed. */
  probeLine(state: HostState): string;
  /** What the reader of that line makes of it, without the detour. */
  reading(state: HostState): ProbeReport;
  /** The archive's record of a run; `null` where EC2 doesn't list the host. */
  sample(runAt: Date): Sample | null;
  /** The scenario's bins at a sampling period, without samples. */
  bins(periodMinutes: number): Bin[];
  /** Whether the host leaks, as the scenario decides it, judged at an instant (the scenario's end by default). */
  truth(assessedAt?: Date): Truth;
}

/** @throws where the scenario names no known traffic shape */
export function simulateHost(scenario: HostScenario, seed: number): SimulatedHost {
  const trajectory = makeTrajectory(scenario, seed);
  const pressure = pressureOf(trajectory);
  const at = (instant: Date) => hostState(trajectory, pressure, Math.floor(instant.getTime() / 1000));
  const reading = (state: HostState) => hostReading(scenario, seed, state);
  return {
    scenario,
    seed,
    at,
    reading,
    probeLine: (state) => printProbeLine(printedReading(scenario, seed, state)),
    bins: (periodMinutes) => foldBins(trajectory, pressure, periodMinutes),
    truth: (assessedAt = dayOf(scenario, scenario.days)) => truthOf(trajectory, assessedAt),
    sample: (runAt) => {
      if (!listed(scenario, runAt)) return null;
      const run = {
        schema: 1 as const,
        runAt: printInstant(runAt),
        ...scenario.identity,
      };
      const state = at(runAt);
      if (state === null) return { ...run, outcome: 'unreachable', reason: 'DeliveryTimedOut' };
      return { ...run, outcome: 'sampled', reason: null, ...reading(state) };
    },
  };
}

/** A simulated host as one of the embedded endpoint; it answers with its line at the instant it is asked. */
export function localSimulatedHost(host: SimulatedHost, tags: Readonly<Record<string, string>>): LocalHost {
  const { identity, launchedDay } = host.scenario;
  return {
    hostId: identity.hostId,
    availabilityZone: identity.availabilityZone ?? `${identity.region}a`,
    tags,
    launchedAt: dayOf(host.scenario, launchedDay > 0 ? launchedDay : -60),
    state: 'running',
    managed: true,
    answer: ({ sentAt }) => {
      const state = host.at(sentAt);
      if (state === null) return { status: 'TimedOut', statusDetails: 'Delivery Timed Out', stdout: '' };
      return {
        status: 'Success',
        statusDetails: 'Success',
        stdout: `${host.probeLine(state)}\n`,
        afterSeconds: 1,
      };
    },
  };
}

function listed(scenario: HostScenario, at: Date): boolean {
  const { launchedDay, terminatedDay, days } = scenario;
  return at >= dayOf(scenario, Math.max(0, launchedDay)) && at <= dayOf(scenario, terminatedDay ?? days);
}

const dayOf = ({ from }: HostScenario, day: number): Date => new Date(from.getTime() + day * DAY);
