import { upstreamOf } from '../records/version.ts';
import type { AdvisoryMatch } from './advisory.ts';
import { isCommon, isFounding, isReverted } from './advisory-rank.ts';
import { isStale, type Knowledge, type KnownVersion, knowledgeAgeDays } from './knowledge.ts';
import { isOptional, needWords } from './need.ts';
import type { ReleaseChoice } from './release-choice.ts';
import { lifeOf } from './target-branch.ts';

type Decision = {
  release: KnownVersion;
  choice: ReleaseChoice;
  matches: readonly AdvisoryMatch[];
  knowledge: Knowledge;
  at: Date;
};

/** Why a release is advised, in sentences for people, the weightiest first. */
export function adviceReasons(decision: Decision): string[] {
  return [
    decisiveReason(decision),
    ...floorReason(decision),
    ...regressionReasons(decision),
    ...foundingReason(decision),
    branchReason(decision),
    ...preReleaseReason(decision),
    ...distributionReason(decision),
    ...broughtReason(decision),
    ...remainingReason(decision),
    ...revertedReason(decision),
    ...staleReason(decision),
  ];
}

function decisiveReason({ choice: { decisive }, release, matches }: Decision): string {
  const version = upstreamOf(release.version);
  if (!decisive)
    return matches.length > 0
      ? `Nothing known of ${version} has a fix to move to`
      : `Nothing is known against ${version}`;
  const { advisory, status, fixedIn, confidence } = decisive;
  const { branch } = release.branch;
  if (fixedIn === null)
    return `No release of ${branch} is known to fix ${advisory.id}: ${NO_FIX[confidence] ?? 'no fix was seen'}`;
  if (status === 'partly-fixed')
    return `The fix of ${advisory.id} in ${version} does not work; ${fixedIn} has the one that does`;
  if (confidence === 'inferred-lockstep') {
    return `${advisory.id} is probably fixed in ${fixedIn} (inferred from dates) or in the release after it`;
  }
  return `${advisory.id} is fixed in ${fixedIn}`;
}

/** The fix of one bug may have brought another. */
function floorReason({ choice: { decisive, floor, floorBrings }, release }: Decision): string[] {
  if (!decisive?.fixedIn) return [];
  if (floorBrings.length > 0)
    return [
      `${floor} has leaks that ${upstreamOf(release.version)} does not have: ${idsOf(floorBrings)}; no later release of ${release.branch.branch} is known to be free of such`,
    ];
  if (floor === decisive.fixedIn) return [];
  return [`${decisive.fixedIn} brought other leaks; ${floor} is the first release after it without them`];
}

/** Of bugs that came with a fix: which fix, so that both are known of a release that has it. */
function regressionReasons({ release, matches }: Decision): string[] {
  return matches.flatMap(({ advisory, fixedIn }) => {
    const fixed = advisory.broughtBy?.advisory;
    if (!fixed) return [];
    const end = fixedIn === null ? '' : `; fixed in ${fixedIn}`;
    return [`${upstreamOf(release.version)} has the fix of ${fixed}, which brought ${advisory.id}${end}`];
  });
}

const NO_FIX: Partial<Record<AdvisoryMatch['confidence'], string>> = {
  'eol-unfixed': 'the branch ended before the fix',
  queued: 'the fix waits for the next release',
  'unpatched-upto': 'no change list that was read has it',
};

/** The question that brings people here deserves its answer when that is "no", too. */
function foundingReason({ release, matches, knowledge }: Decision): string[] {
  const founding = knowledge.advisories.filter(isFounding);
  const free = founding.filter(({ id }) => matches.every(({ advisory }) => advisory.id !== id));
  return free.map(({ id, affected }) => {
    const record = affected.find(({ branch }) => branch === release.branch.branch);
    const isInferred = record?.confidence === 'inferred-lockstep';
    const caveat = isInferred ? ' (in which release it was fixed is inferred from dates)' : '';
    return `${release.version.text} is ${isInferred ? 'probably ' : ''}free of the founding leak, ${id}${caveat}`;
  });
}

function branchReason({ release, choice: { target, to }, at }: Decision): string {
  const { branch, endOfLife, longTerm } = release.branch;
  if (target === release.branch) {
    const kind = longTerm ? 'long-term branch' : 'branch';
    return `${to} is the latest known release of ${kind} ${branch}, which gets fixes until ${endOfLife}`;
  }
  const life = lifeOf(release.branch, at) === 'ended' ? `ended on ${endOfLife}` : `ends on ${endOfLife}`;
  return `Branch ${branch} ${life}; ${to} is the latest of long-term branch ${target.branch}, which gets fixes until ${target.endOfLife}`;
}

function preReleaseReason({ release }: Decision): string[] {
  return release.version.preRelease ? ['A development version gets no fixes: run a release'] : [];
}

function distributionReason({ release: { version } }: Decision): string[] {
  if (version.distribution === null) return [];
  return [
    `Distribution build (${version.distribution}): security fixes may be backported to its own package, haproxy ${version.text}; fixes of leaks rarely are`,
  ];
}

function revertedReason({ matches }: Decision): string[] {
  const ids = matches.filter(isReverted).map(({ advisory }) => advisory.id);
  return ids.length > 0 ? [`${ids.join(', ')}: the fix was taken back, no release has it`] : [];
}

/** Never only "run X" where X is known to leak what the present release does not. */
function broughtReason({ release, choice: { to, brought, nextBest } }: Decision): string[] {
  if (brought.length === 0) return [];
  const leaks = `${to} has leaks that ${upstreamOf(release.version)} does not have: ${idsOf(brought)}`;
  return [
    nextBest === null
      ? `${leaks}; no newer release is known to be free of them`
      : `${leaks}; next best is ${nextBest}`,
  ];
}

/** Those that any host meets by name, the others by what they take. */
function remainingReason({ choice: { to, open, brought } }: Decision): string[] {
  const [common, optional] = [true, false].map((wanted) =>
    open.filter(({ advisory }) => isCommon(advisory) === wanted),
  );
  const kept = common?.filter((match) => !brought.includes(match)) ?? [];
  const needs = new Set(optional?.flatMap(({ advisory }) => advisory.needs.filter(isOptional)));
  return [
    ...(kept.length > 0 ? [`Leaks still open in ${to}: ${idsOf(kept)}`] : []),
    ...(optional && optional.length > 0
      ? [
          `Leaks of ${to} that only some hosts meet (${[...needs].map(needWords).join('; ')}): ${idsOf(optional)}`,
        ]
      : []),
  ];
}

const idsOf = (matches: readonly AdvisoryMatch[]): string =>
  matches.map(({ advisory }) => advisory.id).join(', ');

function staleReason({ knowledge, at }: Decision): string[] {
  if (!isStale(knowledge, at)) return [];
  return [
    `What is known was checked ${knowledgeAgeDays(knowledge, at)} days ago, on ${knowledge.checkedOn}: look for newer releases`,
  ];
}
