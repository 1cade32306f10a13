import { upstreamOf } from '../records/version.ts';
import { adviceReasons } from './advice-reasons.ts';
import type { AdvisoryMatch, Confidence, MatchStatus } from './advisory.ts';
import { isCommon, rankedMatches } from './advisory-rank.ts';
import type { Effect } from './effect.ts';
import type { Knowledge, KnownVersion } from './knowledge.ts';
import { type Mitigation, mitigationsFor } from './mitigation.ts';
import type { Need } from './need.ts';
import { chooseRelease } from './release-choice.ts';

/** One advisory as told to people and programs; `source` is where to check it. */
export type AdvisoryFinding = {
  id: string;
  /** Upstream's subject line of the fix, or what goes wrong where there is none. */
  title: string;
  status: MatchStatus;
  summary: string;
  /** First release of the branch with a working fix; `null` if none is known. */
  fixedIn: string | null;
  confidence: Confidence;
  source: string;
  /** How the confidence came about. */
  evidence: string;
  /** What leaks by it, then what else it does; the strongest first. */
  kinds: readonly Effect[];
  /** What a configuration or its traffic must have for the bug to show. */
  needs: readonly Need[];
  /** Whether any host meets these. */
  isCommon: boolean;
  /** The same in prose. */
  condition: string | null;
  notes: string | null;
};

/** `floor`: the first release of the version's own branch to accept; `to`: what to run. */
export type ReleaseRecommendation = {
  action: 'upgrade' | 'stay';
  floor: string | null;
  to: string;
  /** Leaks that `to` still has, the most pressing first. */
  open: AdvisoryFinding[];
  /** Their ids, of those that any host meets and the version itself does not have. */
  brought: string[];
  /** The release to take in place of `to` by whom `brought` concerns; `null` where nothing is brought or none is free of it. */
  nextBest: string | null;
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
  /** Only what affects this release: by kind, the most pressing first. */
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
  const choice = chooseRelease(release, matches, knowledge, at);
  const { floor, to, open, brought, nextBest } = choice;
  return {
    version: version.text,
    branch: branch.branch,
    distribution: version.distribution,
    endOfLife: branch.endOfLife,
    knowledgeCheckedOn: knowledge.checkedOn,
    advisories: matches.map(findingOf),
    recommendation: {
      action: to === upstreamOf(version) ? 'stay' : 'upgrade',
      floor,
      to,
      open: open.map(findingOf),
      brought: brought.map(({ advisory }) => advisory.id),
      nextBest,
      reasons: adviceReasons({ release, choice, matches, knowledge, at }),
      mitigations: mitigationsFor(matches),
    },
  };
}

function findingOf(match: AdvisoryMatch): AdvisoryFinding {
  const { status, fixedIn, confidence, source, evidence, advisory } = match;
  const { id, titles, summary, kinds, needs, condition, notes } = advisory;
  return {
    id,
    title: titles[0] ?? summary,
    status,
    summary,
    fixedIn,
    confidence,
    source,
    evidence,
    kinds,
    needs,
    isCommon: isCommon(advisory),
    condition,
    notes,
  };
}
