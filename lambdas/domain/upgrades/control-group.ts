import type { AssessedHost } from '../records/assessment.ts';
import type { Bin } from '../records/bin.ts';
import { keptRelease } from './release-change.ts';

/** Hosts of a role that are compared with; more of them make nothing surer. */
const MAXIMUM_OF_A_ROLE = 40;
/** Hosts of all roles, since their bins are held: some 150 kB each. */
const MAXIMUM = 500;

type Likelihood = Pick<AssessedHost, 'hostId' | 'role' | 'leakProbability'>;

/** The bins of hosts that kept their release, by role: what became of them is what an upgrade is compared with. */
export interface ControlGroup {
  /** Takes a host, unless its release changed; the likeliest to leak are held. */
  add: (host: Likelihood, bins: readonly Bin[]) => void;
  binsOf: (role: string | null) => (readonly Bin[])[];
}

export function controlGroup(): ControlGroup {
  let candidates: { host: Likelihood; bins: readonly Bin[] }[] = [];
  const prune = () => {
    const hostsOfRole = new Map<string | null, number>();
    candidates = candidates
      .sort(
        ({ host: a }, { host: b }) => b.leakProbability - a.leakProbability || (a.hostId < b.hostId ? -1 : 1),
      )
      .filter(({ host: { role } }) => {
        const number = (hostsOfRole.get(role) ?? 0) + 1;
        hostsOfRole.set(role, number);
        return number <= MAXIMUM_OF_A_ROLE;
      })
      .slice(0, MAXIMUM);
  };
  return {
    add: ({ hostId, role, leakProbability }, bins) => {
      if (!keptRelease(bins)) return;
      candidates.push({ host: { hostId, role, leakProbability }, bins });
      if (candidates.length >= 2 * MAXIMUM) prune();
    },
    binsOf: (role) => {
      prune();
      return candidates.filter(({ host }) => host.role === role).map(({ bins }) => bins);
    },
  };
}
