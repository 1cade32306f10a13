import { bytesPhrase, confidencePhrase } from '../../lambdas/domain/format.ts';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { type HostLimit, nearestLimitOf } from '../../lambdas/domain/records/limit.ts';
import { DAY_SECONDS } from '../../lambdas/domain/records/time.ts';
import { inDays, limitOfFinding, limitOnDay } from '../../lambdas/domain/scoring/limit-phrases.ts';
import { isReached, nearLimitTexts, standingPhrase } from '../../lambdas/domain/scoring/limit-words.ts';
import { capital } from '../../lambdas/report/words.ts';
import type { NameOf } from './assessment-words.ts';
import { colours, hanging, moreInJson, proseColumns, wrap } from './terminal.ts';

const SHOWN_HOSTS = 10;
/** Beyond it nobody asks for the day. */
const FAR_SECONDS = 10 * 365 * DAY_SECONDS;

/** How a host's TCP memory grows and which limit it reaches first, then how it stands to each. */
export function limitLines(host: AssessedHost, { assessedAt }: Assessment, width: number): string[] {
  const growth = host.memoryGrowthBytesPerDay;
  const limits = host.limits ?? [];
  const growthText =
    growth === null
      ? 'How fast TCP memory grows can not be told.'
      : `TCP memory grows by ${bytesPhrase(growth.estimate)} a day ${confidencePhrase(`${bytesPhrase(growth.low)} to ${bytesPhrase(growth.high)}`)}, load taken out.`;
  const isKnown = growth !== null || host.nearestLimit;
  return [
    ...wrap(isKnown ? `${growthText} ${limitOnDay(host, assessedAt)}` : growthText, width),
    ...(limits.length > 0 ? ['', colours.bold('Its limits')] : []),
    ...limits.flatMap((limit) => hanging('  ', limitLine(limit, assessedAt), width)),
  ];
}

function limitLine(limit: HostLimit, assessedAt: string): string {
  const standing = capital(standingPhrase(limit));
  if (isReached(limit)) return `${standing}: reached now`;
  const { secondsToLimit } = limit;
  if (secondsToLimit !== null && secondsToLimit.low > FAR_SECONDS) return `${standing}: not for ten years`;
  return secondsToLimit === null ? standing : `${standing}: reached ${inDays(secondsToLimit, assessedAt)}`;
}

/** Which limit the leaking hosts reach first, where that is not TCP memory's and not near yet. */
export function otherLimitLines(
  hosts: readonly AssessedHost[],
  { columns }: { columns: number },
  nameOf: NameOf,
): string[] {
  const others = hosts.filter((host) => {
    const nearest = nearestLimitOf(host);
    return nearest !== null && nearest.resource !== 'tcp-memory' && nearLimitTexts(host).length === 0;
  });
  if (others.length === 0) return [];
  return [
    colours.bold('Reached before the limit of TCP memory'),
    ...others
      .slice(0, SHOWN_HOSTS)
      .flatMap((host) => hanging('  ', `${nameOf(host)}: ${limitOfFinding(host)}.`, proseColumns(columns))),
    ...moreInJson(others.length - SHOWN_HOSTS, 'more', '  '),
  ];
}

/** The hosts at 90 % or more of a limit, leaking or not, and what to do. */
export function nearLimitLines(
  hosts: readonly AssessedHost[],
  { columns }: { columns: number },
  nameOf: NameOf,
): string[] {
  const lines = hosts.flatMap((host) => nearLimitTexts(host).map((text) => `${nameOf(host)}: ${text}.`));
  if (lines.length === 0) return [];
  return [
    colours.bold('At 90 % of a limit or more'),
    ...lines.slice(0, SHOWN_HOSTS).flatMap((line) => hanging('  ', line, proseColumns(columns))),
    ...moreInJson(lines.length - SHOWN_HOSTS, 'more', '  '),
  ];
}
