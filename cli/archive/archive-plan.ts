import type { Command } from 'commander';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { type HostKey, hostKey } from '../../lambdas/domain/records/host-key.ts';
import type { RolloutPlan } from '../../lambdas/domain/records/rollout-plan.ts';
import { isLeaky } from '../../lambdas/domain/records/verdict.ts';
import { hostLoad } from '../../lambdas/domain/rollout/host-load.ts';
import { planRollout } from '../../lambdas/domain/rollout/plan-rollout.ts';
import { EXIT, listed, quoted, visible } from '../text/terminal.ts';

/** Which hosts a plan is for, and how large its waves may be. */
export interface PlanSelection {
  leaking?: true | undefined;
  /** Values of the role tag; `none` of hosts without a role. */
  role?: readonly string[] | undefined;
  account?: readonly string[] | undefined;
  waveSize?: number | undefined;
  /** A wave may change a role in several regions at once. */
  regionsTogether?: true | undefined;
}

const NO_ROLE = 'none';
const SHOWN_NAMES = 20;

/**
 * The plan for some hosts of an archive; its limits are those of the whole fleet.
 * @throws CommanderError, with the exit code for wrong usage, for a role or an account that no host has
 */
export function selectedPlan(
  assessment: Assessment,
  bins: readonly Bin[],
  { leaking, role, account, waveSize, regionsTogether }: PlanSelection,
  command: Command,
): RolloutPlan {
  if (!leaking && !role && !account && waveSize === undefined && !regionsTogether) return assessment.plan;
  const { hosts, verifications } = assessment;
  const roleOf = (host: AssessedHost) => host.role ?? NO_ROLE;
  const accountOf = ({ accountId }: AssessedHost) => accountId ?? '';
  refuseUnknown('role', role, hosts.map(roleOf), command);
  refuseUnknown('account', account, hosts.map(accountOf), command);
  return planRollout(hosts, {
    loads: loadsOf(bins),
    verifications,
    maximumWaveHosts: waveSize,
    regionsTogether,
    select: (host) =>
      (!leaking || isLeaky(host)) &&
      (role?.includes(roleOf(host)) ?? true) &&
      (account?.includes(accountOf(host)) ?? true),
  });
}

function loadsOf(bins: readonly Bin[]): Map<HostKey, number> {
  return new Map(
    [...Map.groupBy(bins, hostKey)].flatMap(([host, ofHost]) => {
      const load = hostLoad(ofHost.toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1)));
      return load === null ? [] : [[host, load] as const];
    }),
  );
}

/** What matches nothing is mostly misspelt: an empty plan would look like nothing to do. */
function refuseUnknown(
  what: string,
  asked: readonly string[] | undefined,
  there: readonly string[],
  command: Command,
): void {
  const unknown = asked?.filter((name) => !there.includes(name)) ?? [];
  if (unknown.length === 0) return;
  const names = listed([...new Set(there)].sort().map(visible), SHOWN_NAMES);
  command.error(`error: no host has the ${what} ${unknown.map(quoted).join(', ')}; there is ${names}`, {
    exitCode: EXIT.usage,
  });
}
