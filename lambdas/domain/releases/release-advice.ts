import { upstreamOf } from '../records/version.ts';
import { adviceReasons } from './advice-reasons.ts';
import type { AdvisoryMatch, Confidence, MatchStatus } from './advisory.ts';
import { type Concern, concernOf, isReverted, rankedMatches } from './advisory-rank.ts';
import type { Knowledge, KnownVersion } from './knowledge.ts';
import { type Mitigation, mitigationsFor } from './mitigation.ts';
import { latestOf } from './release.ts';
import { targetBranch } from './target-branch.ts';

/** One advisory as told to people and programs; `source` is where to check it. */
export type AdvisoryFinding = {
  id: string;
  status: MatchStatus;
  summary: string;
  /** First release of the branch with a working fix; `null` if none is known. */
  fixedIn: string | null;
  confidence: Confidence;
  source: string;
  /** How the confidence came about. */
  evidence: string;
  concern: Concern;
  /** What a configuration or its traffic must have for the bug to show. */
  condition: string | null;
  notes: string | null;
};

/** `floor`: the first release of the version's own branch without its top-ranked advisory; `to`: what to run. */
export type ReleaseRecommendation = {
  action: 'upgrade' | 'stay';
  floor: string | null;
  to: string;
  reasons: string[];
  mitigations: Mitigation[];
};

/** What is known of a version and what to run instead. */
export type ReleaseAdvice = {
  version: string;
  branch: string;
  /** Who packaged the build; `null` for an upstream or private one. */
  distribution: string | null;
  endOfLife: string;
  knowledgeCheckedOn: string;
  /** Only what affects this release, the most pressing first. */
  advisories: AdvisoryFinding[];
  recommendation: ReleaseRecommendation;
};

/**
 * Advises on a known version.
 * @param at the instant at which branches are judged to have ended, or to end soon.
 */
export function adviseRelease(release: KnownVersion, knowledge: Knowledge, at: Date): ReleaseAdvice {
  const { version, branch } = release;
  const matches = rankedMatches(version, knowledge.advisories);
  return {
    version: version.text,
    branch: branch.branch,
    distribution: version.distribution,
    endOfLife: branch.endOfLife,
    knowledgeCheckedOn: knowledge.checkedOn,
    advisories: matches.map(findingOf),
    recommendation: recommend(release, matches, knowledge, at),
  };
}

function recommend(
  release: KnownVersion,
  matches: readonly AdvisoryMatch[],
  knowledge: Knowledge,
  at: Date,
): ReleaseRecommendation {
  const target = targetBranch(release.branch, knowledge.branches, at);
  const to = latestOf(target);
  const decisive = decisiveMatch(matches);
  return {
    action: to === upstreamOf(release.version) ? 'stay' : 'upgrade',
    floor: decisive?.fixedIn ?? null,
    to,
    reasons: adviceReasons({ release, target, to, decisive, matches, knowledge, at }),
    mitigations: mitigationsFor(matches),
  };
}

/** The advisory that sets the floor: a fix that was taken back can't be waited for, so it never does. */
function decisiveMatch(matches: readonly AdvisoryMatch[]): AdvisoryMatch | null {
  return matches.find((match) => !isReverted(match)) ?? null;
}

function findingOf(match: AdvisoryMatch): AdvisoryFinding {
  const { status, fixedIn, confidence, source, evidence, advisory } = match;
  const { id, summary, condition, notes } = advisory;
  const concern = concernOf(advisory);
  return { id, status, summary, fixedIn, confidence, source, evidence, concern, condition, notes };
}
