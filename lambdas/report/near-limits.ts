import { counted } from '../domain/format.ts';
import { refOf } from '../domain/records/host-key.ts';
import { mostUrgent } from '../domain/records/recommendation.ts';
import { isReached, nearLimitTexts } from '../domain/scoring/limit-words.ts';
import type { OpenDecision } from './decision-facts.ts';
import type { NearLimit, ReportedHost } from './report.ts';
import { sentence } from './words.ts';

/** The hosts at 90% or more of a limit, in the order given. */
export const nearLimitsOf = (hosts: readonly ReportedHost[]): NearLimit[] =>
  hosts.flatMap((host) => {
    const texts = nearLimitTexts(host);
    return texts.length === 0 ? [] : [{ ...refOf(host), label: host.label, texts }];
  });

/** Whether a host's advice is to make room at a limit, since no leak is known to bring it there. */
export const isShortOfRoom = (host: ReportedHost): boolean =>
  host.acknowledgement === null &&
  host.recommendation.action === 'change-directive' &&
  nearLimitTexts(host).length > 0;

/** `at`, `near` or, of hosts some of which are at one, `at or near`. */
export function limitPlace(hosts: readonly Pick<ReportedHost, 'limits'>[]): 'at' | 'near' | 'at or near' {
  const reached = hosts.filter(({ limits }) => limits.some(isReached)).length;
  return reached === 0 ? 'near' : reached === hosts.length ? 'at' : 'at or near';
}

/** What to decide of them. */
export function nearLimitDecisions(hosts: readonly ReportedHost[]): OpenDecision[] {
  const near = hosts.filter(isShortOfRoom);
  const [first] = near;
  if (first === undefined) return [];
  return [
    {
      urgency: mostUrgent(near.map(({ recommendation }) => recommendation.urgency)),
      what:
        near.length === 1
          ? `Make room on ${first.label}: it is ${limitPlace(near)} a limit`
          : `Make room on ${counted(near.length, 'host')} that are ${limitPlace(near)} a limit`,
      why: sentence(
        near.length === 1
          ? nearLimitTexts(first).join('. ')
          : `${first.label}: ${nearLimitTexts(first).join('. ')}`,
      ),
      hosts: near.length === 1 ? [] : near.map(({ label }) => label),
      members: near.map(refOf),
    },
  ];
}
