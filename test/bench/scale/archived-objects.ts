import { gzipSync } from 'node:zlib';
import { type SimulatedHost, simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { DERIVED_NOW } from '../../../lambdas/aws/s3-history.ts';
import { binsKey, type Place, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import { printJson } from '../../../lambdas/domain/records/ndjson.ts';
import { HOUR, printInstant } from '../../../lambdas/domain/records/time.ts';
import { FIRST_REPORT_SEED, fourPercent } from '../../corpora/corpus.ts';

const DAYS = 28;
/** Trajectories that the hosts share: what differs is who they are. */
const TRAJECTORIES = 250;
export const FROM = new Date('2026-10-05T00:00:00Z');
/** The last bin has closed, and its audits are over. */
export const ASSESSED_AT = new Date(FROM.getTime() + DAYS * 24 * HOUR + HOUR / 3);

/** A host of a fleet, and as which of the simulated ones it behaves. */
export interface Member {
  readonly hostId: string;
  readonly trajectory: SimulatedHost;
}

export interface MadeObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly at: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Simulated hosts of which 4% leak. */
export const madeTrajectories = (): SimulatedHost[] =>
  fourPercent(FIRST_REPORT_SEED, { hosts: TRAJECTORIES, days: DAYS + 1, from: FROM }).map(
    ({ scenario, seed }) => simulateHost(scenario, seed),
  );

/** So many hosts that share these trajectories, in the order of their ids. */
export const madeMembers = (trajectories: readonly SimulatedHost[], count: number, from = 0): Member[] =>
  Array.from({ length: count }, (_, index) => ({
    hostId: `i-${(from + index).toString(16).padStart(17, '0')}`,
    trajectory: trajectories[index % trajectories.length] as SimulatedHost,
  }));

/**
 * 28 days of bins, and the samples of which the newest two are derived, of each place.
 * @param renewable makes all bins those of an earlier derivation, with the samples of so many
 */
export function* archivedObjects(
  trajectories: readonly SimulatedHost[],
  places: readonly { readonly place: Place; readonly members: readonly Member[] }[],
  renewable = 0,
): Generator<MadeObject> {
  function* objectsOf(
    keyIn: (place: Place) => string,
    records: ReadonlyMap<SimulatedHost, object | undefined>,
    at: Date,
    metadata: Readonly<Record<string, string>> = {},
  ): Generator<MadeObject> {
    const texts = new Map(
      [...records].map(([trajectory, record]) => [trajectory, record && printJson(record)]),
    );
    for (const { place, members } of places) {
      const lines = members.flatMap(
        ({ hostId, trajectory }) =>
          texts
            .get(trajectory)
            ?.replace(refText(trajectory.scenario.identity), refText({ ...place, hostId })) ?? [],
      );
      yield { key: keyIn(place), body: gzipSync(`${lines.join('\n')}\n`, { level: 1 }), at, metadata };
    }
  }

  const bins = new Map(
    trajectories.map((trajectory) => [
      trajectory,
      new Map(trajectory.bins(60).map((bin) => [bin.binAt, bin])),
    ]),
  );
  const end = FROM.getTime() + DAYS * 24 * HOUR;
  // The newest bin is the scoring's to derive.
  for (let at = FROM.getTime(); at < end - 3 * HOUR; at += 3 * HOUR) {
    const runAt = printInstant(at);
    const records = new Map(trajectories.map((trajectory) => [trajectory, bins.get(trajectory)?.get(runAt)]));
    const writtenAt = new Date(at + 3 * HOUR + HOUR / 3);
    const derived = renewable > 0 ? {} : DERIVED_NOW;
    yield* objectsOf((place) => binsKey({ ...place, runAt }), records, writtenAt, derived);
  }
  // Its own, and those of the bin before, which had been derived by then.
  for (let at = end - (2 + renewable) * 3 * HOUR; at < end; at += HOUR / 4) {
    const runAt = printInstant(at);
    const records = new Map(
      trajectories.map((trajectory) => [trajectory, trajectory.sample(new Date(at)) ?? undefined]),
    );
    yield* objectsOf((place) => samplesKey({ ...place, runAt }), records, new Date(at + 60_000));
  }
}

/** As a line has it. */
const refText = ({ hostId, accountId, region }: Place & { readonly hostId: string }): string =>
  printJson({ hostId, accountId, region }).slice(1, -1);
