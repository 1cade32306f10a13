import { branchOf, parseVersion, type Version } from '../records/version.ts';
import { type Advisory, type Confidence, isBefore, matchAdvisory } from './advisory.ts';
import { isLeak, isReverted } from './advisory-rank.ts';
import type { Knowledge } from './knowledge.ts';
import type { DistributionPackage } from './package-list.ts';
import type { AdvisoryFinding, ReleaseAdvice } from './release-advice.ts';

/**
 * Whether a package has a leak, by the upstream release alone. `free`: its branch never had it, or not yet. `unknown`:
 * nothing is known of its branch, or not whether that has the leak.
 */
export type PackageState = 'fixed' | 'free' | 'affected' | 'unknown';

/** A package of a distribution, beside the most pressing leak of a version. */
export type PackageAdvice = DistributionPackage & {
  /** Whether it is of the very release of the distribution that the version was built for. */
  isOwn: boolean;
  /** The leak; `null` where the version has none. */
  advisory: string | null;
  state: PackageState | null;
  /** How the state is known; `null` where no record tells. */
  confidence: Confidence | null;
};

/**
 * What a version's distribution packages now; nothing for an upstream build.
 * @param isAllAsked to list those of every distribution
 */
export function packagesFor(
  advice: ReleaseAdvice,
  knowledge: Knowledge,
  isAllAsked: boolean,
): PackageAdvice[] {
  const family = FAMILIES[advice.distribution ?? ''] ?? null;
  const own = ownRelease(advice.version);
  const leak = pressingLeak(advice.advisories);
  const advisory = knowledge.advisories.find(({ id }) => id === leak?.id) ?? null;
  return knowledge.packages
    .filter(({ distribution }) => isAllAsked || (family !== null && distribution.startsWith(`${family} `)))
    .map((built) => ({
      ...built,
      isOwn: built.distribution === own,
      advisory: advisory?.id ?? null,
      ...stateOf(built, advisory, knowledge),
    }));
}

/** Of a version's distribution, as packages name it. */
const FAMILIES: Readonly<Record<string, string>> = {
  Ubuntu: 'Ubuntu',
  Debian: 'Debian',
  'Debian or a derivative': 'Debian',
  'Amazon Linux': 'Amazon Linux',
  'Enterprise Linux': 'RHEL',
  Alpine: 'Alpine',
};

const OWN_RELEASES: readonly (readonly [RegExp, string])[] = [
  [/ubuntu\d+\.(\d\d\.\d\d)/, 'Ubuntu'],
  [/deb(\d{1,2})u/, 'Debian'],
  [/\.amzn(\d{1,4})/, 'Amazon Linux'],
  [/\.el(\d{1,2})/, 'RHEL'],
];

/** The release of a distribution that the package's revision names, if it does. */
function ownRelease(version: string): string | null {
  for (const [pattern, family] of OWN_RELEASES) {
    const number = pattern.exec(version)?.[1];
    if (number !== undefined) return `${family} ${number}`;
  }
  return null;
}

/** What any host meets, else what some do; a fix that was taken back is in no package. */
function pressingLeak(findings: readonly AdvisoryFinding[]): AdvisoryFinding | undefined {
  const leaks = findings.filter((finding) => isLeak(finding) && !isReverted(finding));
  return leaks.find(({ isCommon }) => isCommon) ?? leaks[0];
}

function stateOf(
  { version: text }: DistributionPackage,
  advisory: Advisory | null,
  { branches }: Knowledge,
): Pick<PackageAdvice, 'state' | 'confidence'> {
  if (advisory === null) return { state: null, confidence: null };
  const version = parseVersion(text);
  if (version === null || branches.every(({ branch }) => branch !== branchOf(version))) return UNKNOWN;
  const record = advisory.affected.find(({ branch }) => branch === branchOf(version));
  if (record === undefined) return { state: 'free', confidence: null };
  if (record.status === 'unclear') return UNKNOWN;
  return { state: recordedState(advisory, version, record.events), confidence: record.confidence };
}

const UNKNOWN = { state: 'unknown', confidence: null } as const;

function recordedState(
  advisory: Advisory,
  version: Version,
  events: Advisory['affected'][number]['events'],
): PackageState {
  if (matchAdvisory(advisory, version) !== null) return 'affected';
  if (events.some((event) => 'fixed' in event && !isBefore(version, event.fixed))) return 'fixed';
  const isEarlier = events.every((event) => !('introduced' in event) || isBefore(version, event.introduced));
  // A range that only ends with what was last read says nothing of later releases.
  return isEarlier ? 'free' : 'unknown';
}
