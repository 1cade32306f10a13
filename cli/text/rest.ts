import { noAnswerPhrase, silenceText, silenceWords } from '../../lambdas/domain/audit/silence-words.ts';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { isJudged, isLeaky, VERDICTS } from '../../lambdas/domain/records/verdict.ts';
import { VERDICT_MEANINGS } from '../../lambdas/domain/scoring/verdict-words.ts';
import { capital } from '../../lambdas/report/words.ts';
import type { NameOf } from './assessment-words.ts';
import { GAP } from './table.ts';
import { colours, hanging, moreInJson, prose, proseColumns, visible } from './terminal.ts';

const SHOWN_SILENT = 10;
const FIX = 'docs/runbook.md, "A host is unreachable", has each reason and its fix';

interface Look {
  columns: number;
  /** Hosts of the archive that no run asked any more at the end. */
  left: number;
  /** Why hosts gave no usable answer to the newest run, as far as it is known. */
  newestRun?: readonly Sample[];
}

/** Whether it was judged while it answered, and has not answered since: nobody knows how it stands. */
const isSilent = (host: AssessedHost): boolean => !host.reachable && !isLeaky(host) && isJudged(host);

const SILENT = 'no answer';

/** The verdict on a host; none where it fell silent since. */
export const verdictOrSilence = (host: AssessedHost): string => (isSilent(host) ? SILENT : host.verdict);

/** How many hosts have which verdict, those that leak or may aside. */
export function restLines({ hosts }: Assessment, look: Look): string[] {
  const rest = hosts.filter((host) => !isLeaky(host));
  const counts = [
    ...VERDICTS.map((verdict) => ({
      name: verdict as string,
      meaning: VERDICT_MEANINGS[verdict],
    })),
    { name: SILENT, meaning: 'state unknown since then' },
  ]
    .map((row) => ({ ...row, count: rest.filter((host) => verdictOrSilence(host) === row.name).length }))
    .filter(({ count }) => count > 0);
  const digits = Math.max(...counts.map(({ count }) => `${count}`.length));
  const width = Math.max(...counts.map(({ name }) => name.length)) + GAP;
  const lines = counts.flatMap(({ name, meaning, count }) =>
    hanging(`${`${count}`.padStart(digits)} ${name.padEnd(width)}`, colours.dim(meaning), look.columns),
  );
  const gone =
    look.left > 0
      ? prose(`Not judged, because no run asked them any more at the end: ${look.left}.`, look)
      : [];
  return [...lines, ...gone];
}

/** Each host that does not answer, the longest silent first, with the reason; then the fix of each reason. */
export function silentLines({ hosts, assessedAt }: Assessment, look: Look, nameOf: NameOf): string[] {
  const silent = hosts
    .filter(({ reachable }) => !reachable)
    .sort((a, b) => ((a.answeredAt ?? '') < (b.answeredAt ?? '') ? -1 : 1));
  if (silent.length === 0) return [];
  const width = proseColumns(look.columns);
  const silences = new Map(
    (look.newestRun ?? []).flatMap((sample) =>
      sample.outcome === 'sampled' ? [] : [[hostKey(sample), sample] as const],
    ),
  );
  const shown = silent.slice(0, SHOWN_SILENT);
  const reasons = Map.groupBy(
    shown.flatMap((host) => silences.get(hostKey(host)) ?? []),
    ({ reason }) => reason,
  );
  return [
    colours.bold(`No answer from ${silent.length} of ${hosts.length} hosts`),
    ...shown.flatMap((host) => {
      const silence = silences.get(hostKey(host));
      const why = silence === undefined ? '' : ` ${capital(visible(silenceText(silence)))}.`;
      const standing = isLeaky(host) ? `; ${host.verdict} when judged last` : '';
      return hanging(
        '  ',
        `${nameOf(host)}: ${noAnswerPhrase(host.answeredAt, assessedAt, silence?.outcome === 'malformed')}${standing}.${why}`,
        width,
      );
    }),
    ...moreInJson(silent.length - SHOWN_SILENT, 'more', '  '),
    ...[...reasons].flatMap(([reason, [first]]) =>
      first === undefined
        ? []
        : hanging('  ', `Fix for ${visible(reason)}: ${silenceWords(first).fix}.`, width),
    ),
    ...hanging('  ', `${FIX}.`, width).map(colours.dim),
  ];
}
