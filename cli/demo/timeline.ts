import { placeSilenceText } from '../../lambdas/domain/audit/place-silence-words.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { DETAIL_TYPES } from '../../lambdas/telemetry.ts';
import { visible } from '../text/terminal.ts';
import type { DemoResult } from './run-demo.ts';

interface TimelineEntry {
  readonly at: Date;
  /** Told of several hosts on one day, it is said once. */
  readonly what: string;
  /** `null` where it is of no single host. */
  readonly host: string | null;
}

/** Findings and alarms in the order in which they came, a line a day and kind. */
export function timeline(result: DemoResult): { day: string; text: string }[] {
  const entries = [...findings(result), ...silences(result), ...alarms(result)].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
  return [...Map.groupBy(entries, (entry) => `${dayOf(entry)} ${entry.what}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const hosts = alike.flatMap(({ host }) => host ?? []);
    return [
      { day: dayOf(first), text: hosts.length > 0 ? `${hosts.join(', ')}: ${first.what}` : first.what },
    ];
  });
}

function findings({ events }: DemoResult): TimelineEntry[] {
  const details = events
    .filter(({ detailType }) => detailType === DETAIL_TYPES.opened || detailType === DETAIL_TYPES.closed)
    .map(({ at, detailType, detail }) => ({
      at,
      isOpened: detailType === DETAIL_TYPES.opened,
      ...(detail as { verdict: string; because: string; host: AssessedHost }),
    }));
  return details.flatMap(({ at, isOpened, verdict, because, host }) => {
    // A suspicion that came true is one piece of news, not two.
    const isReplaced = !isOpened && (because === 'leaking' || because === 'suspected');
    if (isReplaced) return [];
    const what = isOpened
      ? verdict
      : `${verdict} finding closed, verdict now ${because.replaceAll('-', ' ')}`;
    return [{ at, what, host: visible(host.name ?? host.hostId) }];
  });
}

/** As the hub's watch said it. */
const silences = ({ silences }: DemoResult): TimelineEntry[] =>
  silences.map(({ place: { accountId, region }, reason, from }) => ({
    at: from,
    what: `${accountId} ${region} is silent: ${placeSilenceText({ reason, detail: null })}`,
    host: null,
  }));

/** An alarm that was over on the same day is one line. */
const alarms = ({ alarms }: DemoResult): TimelineEntry[] =>
  alarms.flatMap(({ id, from, to }) => {
    const over = to && { at: to, what: `alarm ${id} is over`, host: null };
    if (over && dayOf(over) === dayOf({ at: from })) {
      return [{ at: from, what: `alarm ${id} rings, until ${to.toISOString().slice(11, 16)}`, host: null }];
    }
    return [{ at: from, what: `alarm ${id} rings`, host: null }, ...(over ? [over] : [])];
  });

const dayOf = ({ at }: Pick<TimelineEntry, 'at'>): string => at.toISOString().slice(0, 10);
