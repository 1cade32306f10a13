import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { isLeaky } from '../../../lambdas/domain/records/verdict.ts';
import type { VerificationVerdict } from '../../../lambdas/domain/records/verification.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { releaseChanges } from '../../../lambdas/domain/upgrades/release-change.ts';
import { type VerifiedChange, verifyChange } from '../../../lambdas/domain/upgrades/verify-host.ts';
import { verifyRelease } from '../../../lambdas/domain/upgrades/verify-release.ts';
import { upgrades } from '../../corpora/corpus.ts';
import { table } from '../markdown.ts';
import { shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

const FLEETS = 12;
/** So that 28 days lie before the end of the last 14 after an upgrade. */
const DAYS = 36;
const WINDOW = 28 * 86_400_000;
const DAYS_AFTER = [3, 7, 14] as const;
/** A host by itself, and hosts of a role that were upgraded together, judged beside those that were not. */
const GROUPS = [1, 2, 5, 10] as const;
const KINDS = ['fixed', 'not-fixed', 'introduced', 'never-leaked'] as const;

export interface UpgradeOutcome {
  kind: (typeof KINDS)[number];
  daysAfter: number;
  hosts: number;
  verdict: VerificationVerdict;
  /** Whether the difference in differences lies below 0 by its 95% interval; `null` without one. */
  isLess: boolean | null;
}

/** Hosts that changed release, looked at some days later: alone, and in groups beside those of the role that didn't. */
export const UPGRADES: Part<number, UpgradeOutcome[]> = {
  name: 'upgrades',
  tasks: () => Array.from({ length: FLEETS }, (_, fleet) => SEEDS.upgrades + fleet),
  measure: upgradeOutcomes,
  report: (results) =>
    [
      '### Upgrades',
      "Hosts on 2.8.11: some leaked and went to 2.8.30, which has the fix, some to 2.8.13, whose fix doesn't work, some leak and kept their release, some were upgraded that never leaked, half of these of a kind that looks like a leak, and some came from 2.6.18 to 2.8.11, which brought the leak. Of each four leaks one comes in bursts and one with the traffic; a fifth of the leaky hosts list no streams, and another fifth answer nothing, so that no release is known of them and they are not here. Judged on 28 days of bins, some days after the upgrade: each host alone, and groups of one role beside the hosts of the role that kept their release.",
      'Wrong is `fixed` where the leak goes on, `not-fixed` where it ended, `introduced` where it was there before, and each of these for hosts that never leaked; `no leak before` is a leak that was not found before the upgrade, or after one that brought it. Effect below 0: the 95% interval of the difference in differences lies there, of the groups that have one.',
      upgradeTable(results.flat()),
    ].join('\n\n'),
};

/** @param hosts of the fleet that is made */
export function upgradeOutcomes(fleetSeed: number, hosts?: number): UpgradeOutcome[] {
  const fleet = upgrades(fleetSeed, { days: DAYS, ...(hosts && { hosts }) }).map(({ scenario, seed }) => {
    const bins = simulateHost(scenario, seed).bins(60);
    const at = releaseChanges(bins).at(-1)?.changedAt;
    return { kind: scenario.kind, role: scenario.identity.role, bins, changedAt: at ? Date.parse(at) : null };
  });
  return [...Map.groupBy(fleet, ({ role }) => role)].flatMap(([role, members]) =>
    DAYS_AFTER.flatMap((daysAfter) =>
      KINDS.flatMap((kind) => {
        const upgraded = members.filter((host) => host.kind === kind && host.changedAt !== null);
        const kept = members.filter((host) => host.kind === 'not-upgraded');
        return GROUPS.flatMap((size) =>
          groupsOf(upgraded, size).map((group): UpgradeOutcome => {
            const last = Math.max(...group.map(({ changedAt }) => changedAt ?? 0));
            const seen = (bins: readonly Bin[]) => windowBefore(bins, last + daysAfter * 86_400_000);
            const changes = group.flatMap(({ bins }) => changeIn(seen(bins)));
            const others = size === 1 ? [] : kept.slice(0, 40).map(({ bins }) => seen(bins));
            const { verdict, effect } = verifyRelease(role, changes, others);
            return { kind, daysAfter, hosts: size, verdict, isLess: effect && effect.bytesPerDay.high < 0 };
          }),
        );
      }),
    ),
  );
}

const changeIn = (bins: readonly Bin[]): VerifiedChange[] =>
  releaseChanges(bins)
    .slice(-1)
    .map((change) => verifyChange(change, isLeaky(scoreHost(bins))));

function windowBefore(bins: readonly Bin[], end: number): Bin[] {
  return bins.filter(({ binAt }) => {
    const start = Date.parse(binAt);
    return start >= end - WINDOW && start < end;
  });
}

/** Whole groups alone. */
export function groupsOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.floor(all.length / size) }, (_, group) =>
    all.slice(group * size, (group + 1) * size),
  );
}

const TITLES = {
  fixed: 'a fix',
  'not-fixed': 'no fix',
  introduced: 'brings the leak',
  'never-leaked': 'never leaked',
} as const;

export const isWrong = ({ kind, verdict }: UpgradeOutcome): boolean =>
  verdict !== 'too-early' && verdict !== 'no-leak-before' && verdict !== kind;

export function upgradeTable(outcomes: readonly UpgradeOutcome[]): string {
  return table(
    [
      '',
      'days',
      'hosts a group',
      'judged',
      'wrong',
      'share',
      '95%',
      'too early',
      'no leak before',
      'effect below 0',
    ],
    KINDS.flatMap((kind) =>
      DAYS_AFTER.flatMap((daysAfter) =>
        GROUPS.map((hosts) => {
          const own = outcomes.filter(
            (outcome) => outcome.kind === kind && outcome.daysAfter === daysAfter && outcome.hosts === hosts,
          );
          const number = (verdict: VerificationVerdict) =>
            String(own.filter((outcome) => outcome.verdict === verdict).length);
          return [
            TITLES[kind],
            String(daysAfter),
            String(hosts),
            String(own.length),
            ...shareCells(own.filter(isWrong).length, own.length),
            number('too-early'),
            number('no-leak-before'),
            `${own.filter(({ isLess }) => isLess).length} of ${own.filter(({ isLess }) => isLess !== null).length}`,
          ];
        }),
      ),
    ),
  );
}
