import type { Recommendation } from '../records/recommendation.ts';
import { isFinding } from '../records/verdict.ts';
import type { Knowledge } from '../releases/knowledge.ts';
import { explainingLeaks, type RunningRelease, runningReleaseOf } from '../releases/running-release.ts';
import { shownKinds } from '../scoring/checks/shown-kinds.ts';
import type { HostFacts } from './host-facts.ts';
import { installedPackage } from './installed-package.ts';
import { ownMitigations } from './own-mitigations.ts';
import { recommendationReasons } from './recommendation-reasons.ts';
import { recommendedAction } from './recommended-action.ts';

/** Says what to do with hosts at an instant, by the rules of docs/recommendations.md. */
export function recommender(knowledge: Knowledge, at: Date): (host: HostFacts) => Recommendation {
  // Thousands of hosts run a handful of releases, and to weigh one takes longer than all else.
  const releases = new Map<string, RunningRelease>();
  const releaseOf = (host: HostFacts): RunningRelease => {
    const key = JSON.stringify([host.version, host.package, host.notes.includes('package-newer')]);
    const release = releases.get(key) ?? runningReleaseOf(host, knowledge, at);
    releases.set(key, release);
    return release;
  };
  return (host) => recommend(host, releaseOf(host), knowledge, at);
}

function recommend(host: HostFacts, release: RunningRelease, knowledge: Knowledge, at: Date): Recommendation {
  const kinds = isFinding(host.verdict) ? shownKinds(host.evidence) : [];
  const leaks = isFinding(host.verdict)
    ? explainingLeaks(release, kinds)
    : release.leaks.filter(({ isCommon }) => isCommon);
  const installed = installedPackage(host, release, leaks[0]?.id ?? null, knowledge);
  const mitigations = ownMitigations(host);
  const grounds = { host, kinds, release, leaks, installed, mitigations };
  const { action, urgency, restartBy } = recommendedAction(grounds, at);
  const started = action === 'restart' && installed?.isEnough ? installed.to : null;
  return {
    action,
    to: action === 'upgrade' ? release.to : started,
    floor: action === 'upgrade' ? release.floor : null,
    urgency,
    restartBy,
    mitigations: mitigations.map(({ text }) => text),
    reasons: recommendationReasons(grounds, action),
  };
}
