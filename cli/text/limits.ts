import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { forecastOf, type HostLimit, isHeldOff } from '../../lambdas/domain/records/limit.ts';
import {
  FAR_SECONDS,
  inDays,
  limitOnDay,
  limitPredicate,
} from '../../lambdas/domain/scoring/limit-phrases.ts';
import { isReached, nearLimitTexts, standingPhrase } from '../../lambdas/domain/scoring/limit-words.ts';
import { TITLES } from '../../lambdas/report/titles.ts';
import { capital, growthText } from '../../lambdas/report/words.ts';
import type { NameOf } from './assessment-words.ts';
import { colours, hanging, moreInJson, prose, proseColumns, wrap } from './terminal.ts';

const SHOWN_HOSTS = 10;

/** How a host's TCP memory grows and which limit it reaches first, then how it stands to each. */
export function limitLines(host: AssessedHost, { assessedAt }: Assessment, width: number): string[] {
  const growth = host.memoryGrowthBytesPerDay;
  const limits = host.limits ?? [];
  const isKnown = growth !== null || host.nearestLimit;
  const growthSentence = `TCP memory: ${growthText(growth)}${growth === null ? '' : ', load taken out'}.`;
  return [
    ...wrap(isKnown ? `${growthSentence} ${limitOnDay(host, assessedAt)}` : growthSentence, width),
    ...(limits.length > 0 ? ['', colours.bold('Its limits')] : []),
    ...limits.flatMap((limit) => hanging('  ', limitLine(limit, assessedAt), width)),
  ];
}

function limitLine(limit: HostLimit, assessedAt: string): string {
  const standing = capital(standingPhrase(limit));
  if (isReached(limit)) return `${standing}: reached now`;
  const { secondsToLimit } = limit;
  if (secondsToLimit !== null && secondsToLimit.low > FAR_SECONDS) return `${standing}: not within a year`;
  return secondsToLimit === null ? standing : `${standing}: reached ${inDays(secondsToLimit, assessedAt)}`;
}

/** The leaking hosts whose days left need a word: another limit than TCP memory's comes first, or regular restarts hold it off. */
export function limitNotes(
  hosts: readonly AssessedHost[],
  { columns }: { columns: number },
  nameOf: NameOf,
): string[] {
  const others = hosts.filter((host) => {
    const forecast = forecastOf(host);
    if (forecast === null || nearLimitTexts(host).length > 0) return false;
    return forecast.resource !== 'tcp-memory' || isHeldOff(host, forecast.secondsToLimit);
  });
  if (others.length === 0) return [];
  return [
    ...prose('Another limit first, or held off by restarts', { columns }).map(colours.bold),
    ...others
      .slice(0, SHOWN_HOSTS)
      .flatMap((host) => hanging('  ', `${nameOf(host)} ${limitPredicate(host)}.`, proseColumns(columns))),
    ...moreInJson(others.length - SHOWN_HOSTS, 'more', '  '),
  ];
}

/** The hosts at 90% or more of a limit, leaking or not, and what to do. */
export function nearLimitLines(
  hosts: readonly AssessedHost[],
  { columns }: { columns: number },
  nameOf: NameOf,
): string[] {
  const lines = hosts.flatMap((host) => nearLimitTexts(host).map((text) => `${nameOf(host)}: ${text}.`));
  if (lines.length === 0) return [];
  return [
    colours.bold(TITLES.nearLimits),
    ...lines.slice(0, SHOWN_HOSTS).flatMap((line) => hanging('  ', line, proseColumns(columns))),
    ...moreInJson(lines.length - SHOWN_HOSTS, 'more', '  '),
  ];
}
