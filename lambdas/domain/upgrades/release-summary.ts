import { bytesPhrase, counted, daysPhrase, intervalPhrase } from '../format.ts';
import type { Interval } from '../records/evidence.ts';
import {
  type ReleaseVerification,
  VERIFICATION_VERDICTS,
  type VerificationVerdict,
} from '../records/verification.ts';
import { growthBefore } from './growth-change.ts';
import { VERIFICATION_WORDS } from './verification-words.ts';
import type { VerifiedChange } from './verify-host.ts';

/** Of the hosts that made a change. */
interface ChangedHosts {
  /** That leaked before it. */
  leaky: readonly VerifiedChange[];
  /** How many leak since, and how many had too little data before. */
  begun: number;
  unjudged: number;
  /** Whether growth ended on hosts that did not make it, too. */
  controlEnded: boolean;
}

/** `3 of 12 hosts leaked on 2.8.11, 41 MiB/day of TCP memory each; 0 B/day since (95% CI -1 to 2)`. */
export function releaseSummary(
  { from, to, hosts, others, before, after, verdict, daysToGo, effect }: Omit<ReleaseVerification, 'summary'>,
  { leaky, begun, unjudged, controlEnded }: ChangedHosts,
): string {
  const begunHosts = `${begun} of ${counted(hosts, 'host')} that went to ${to} ${begun === 1 ? 'has leaked' : 'have leaked'} since`;
  if (verdict === 'introduced') {
    const growth =
      before && after
        ? `; their TCP memory ${growthBefore(before, bytesPhrase)}, and has grown by ${bytesPhrase(after.estimate)}/day since${intervalPhrase(after, bytesPhrase)}`
        : '';
    return `no leak was seen on ${from}; ${begunHosts}${growth}`;
  }
  if (verdict === 'no-leak-before')
    return `${seenBefore(from, hosts, unjudged)} before ${counted(hosts, 'host')} went to ${to}${begun === 0 ? '' : `; ${begun} ${begun === 1 ? 'leaks' : 'leak'} now, but too few, or no more than among hosts that did not upgrade, to blame the release`}`;
  const growth = before && after ? meanGrowth(before, after, leaky.length) : '';
  const everyHost = hosts === 1 ? 'the host' : hosts === 2 ? 'both hosts' : `all ${counted(hosts, 'host')}`;
  const leakyHosts = leaky.length < hosts ? `${leaky.length} of ${counted(hosts, 'host')}` : everyHost;
  const sentences = [
    `${leakyHosts} leaked on ${from}${growth}`,
    tally(leaky, verdict),
    begun === 0 ? null : begunHosts,
    effect &&
      `compared with ${counted(others, 'host')} that did not upgrade, growth changed by ${bytesPhrase(effect.bytesPerDay.estimate)}/day${intervalPhrase(effect.bytesPerDay, bytesPhrase)}`,
    controlEnded ? 'growth ended on those as well, so the upgrade may not be what ended it' : null,
    daysToGo === null ? null : `about ${daysPhrase(daysToGo)} more until that is certain`,
  ];
  return sentences.filter((sentence) => sentence !== null).join('; ');
}

/** A host that nobody judged has not been seen to be sound. */
function seenBefore(from: string, hosts: number, unjudged: number): string {
  if (unjudged === hosts) return `there was too little data on ${from} to judge`;
  return `no leak was seen on ${from}${unjudged === 0 ? '' : `, where ${counted(unjudged, 'host')} had too little data to judge,`}`;
}

const meanGrowth = (before: Interval, after: Interval, hosts: number): string =>
  `, ${bytesPhrase(before.estimate)}/day of TCP memory${hosts === 1 ? '' : ' each'}; ${bytesPhrase(after.estimate)}/day since${intervalPhrase(after, bytesPhrase)}`;

/** `by host: 2 fixed, 1 not fixed`; `null` where the verdict on each is that on all. */
function tally(leaky: readonly VerifiedChange[], verdict: VerificationVerdict): string | null {
  const verdicts = Map.groupBy(leaky, ({ verification }) => verification.verdict);
  if (verdicts.get(verdict)?.length === leaky.length) return null;
  const parts = VERIFICATION_VERDICTS.flatMap((name) => {
    const hosts = verdicts.get(name)?.length ?? 0;
    return hosts === 0 ? [] : [`${hosts} ${VERIFICATION_WORDS[name]}`];
  });
  return `by host: ${parts.join(', ')}`;
}
