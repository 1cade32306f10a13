import type { AssessedHost } from '../records/assessment.ts';
import { compareHosts, type RecordedRef, refOf } from '../records/host-key.ts';

/** Hosts of a role that are compared with; more of them make nothing surer. */
const MAXIMUM_OF_A_ROLE = 40;
/** Hosts of all roles, since their bins are held: some 150 kB each. */
const MAXIMUM = 500;

type Likelihood = RecordedRef & Pick<AssessedHost, 'role' | 'leakProbability'>;

/**
 * Hosts that kept their release, by role, the likeliest to leak: what became of them is what an upgrade is compared with.
 * Those of a fleet are those of its parts' groups together, whatever the parts.
 * @typeParam Held what is held of a host: its bins, or where to find them
 */
export interface ControlGroup<Held> {
  add: (host: Likelihood, held: Held) => void;
  /** All that are held, the likeliest first. */
  members: () => ControlMember<Held>[];
}

export interface ControlMember<Held> {
  host: Likelihood;
  held: Held;
}

export function controlGroup<Held>(): ControlGroup<Held> {
  let candidates: ControlMember<Held>[] = [];
  const prune = () => {
    const hostsOfRole = new Map<string | null, number>();
    candidates = candidates
      .sort(({ host: a }, { host: b }) => b.leakProbability - a.leakProbability || compareHosts(a, b))
      .filter(({ host: { role } }) => {
        const number = (hostsOfRole.get(role) ?? 0) + 1;
        hostsOfRole.set(role, number);
        return number <= MAXIMUM_OF_A_ROLE;
      })
      .slice(0, MAXIMUM);
  };
  return {
    add: (host, held) => {
      const { role, leakProbability } = host;
      candidates.push({ host: { ...refOf(host), role, leakProbability }, held });
      if (candidates.length >= 2 * MAXIMUM) prune();
    },
    members: () => {
      prune();
      return [...candidates];
    },
  };
}
