import type { KeptAcknowledgement } from '../../lambdas/domain/assess/archived-acknowledgements.ts';
import { foundKinds } from '../../lambdas/domain/assess/found-kinds.ts';
import { counted, instantPhrase } from '../../lambdas/domain/format.ts';
import type { ArchivedAcknowledgement } from '../../lambdas/domain/records/archived-acknowledgement.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { LEAK_KIND_WORDS, LEAK_KINDS, type LeakKind } from '../../lambdas/domain/records/leak-kind.ts';
import { isLeaky } from '../../lambdas/domain/records/verdict.ts';
import type { Whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import type { AcknowledgementStore } from '../acknowledge/acknowledgement-store.ts';
import type { ListedAcknowledgement } from '../acknowledge/listed-acknowledgements.ts';
import { type NameOf, namesOf } from './assessment-words.ts';
import { hint } from './invocation.ts';
import { tableLines } from './table.ts';
import { colours, cut, hanging, listed, prose, proseColumns, visible } from './terminal.ts';

const SHOWN_HOSTS = 12;
const LONGEST_TARGET = 30;

export interface Added {
  id: string;
  entry: ArchivedAcknowledgement;
  /** Those that it names, of the assessment of that instant. */
  hosts: readonly AssessedHost[];
  assessedAt: string | null;
  /** Of the whole fleet. */
  whereabouts: Whereabouts;
}

/** What was accepted, for whom it holds, and when it takes effect. */
export function renderAdded(
  { id, entry, hosts, assessedAt, whereabouts }: Added,
  { columns, words, effect }: { columns: number } & Pick<AcknowledgementStore, 'words' | 'effect'>,
): string {
  const nameOf = placedNames(hosts, whereabouts);
  const kinds = entry.kinds ?? LEAK_KINDS;
  const isCovered = (host: AssessedHost) => foundKinds(host).every((kind) => kinds.includes(kind));
  const leaky = hosts.filter(isLeaky);
  const covered = leaky.filter(isCovered);
  const open = leaky.filter((host) => !isCovered(host));
  const sentences = [
    `Acknowledged until ${instantPhrase(entry.until)}: ${entry.target}, ${kindsText(entry.kinds)}.`,
    assessedAt === null
      ? 'No assessment is there yet, so which hosts it is for is not known.'
      : `At the last scoring, ${instantPhrase(assessedAt)}, it names ${counted(hosts.length, 'host')}, ${leaky.length} of them with a finding.`,
    ...(covered.length === 0
      ? []
      : [`It accepts the finding of ${listed(covered.map(nameOf), SHOWN_HOSTS)}.`]),
    ...(open.length === 0
      ? []
      : [
          `Still open, since they show another kind of leak too: ${listed(
            open.map(
              (host) =>
                `${nameOf(host)} (${kindsText(foundKinds(host).filter((kind) => !kinds.includes(kind)))})`,
            ),
            SHOWN_HOSTS,
          )}.`,
        ]),
    effect,
  ];
  const withdraw = hint('To withdraw it', 'acknowledge', 'withdraw', id, ...words);
  return [...sentences.flatMap((text) => prose(visible(text), { columns })), '', withdraw, ''].join('\n');
}

/** `lb-7`, of a fleet in several places `lb-7 in 111122223333/eu-west-1`: each tells a host from every other. */
function placedNames(hosts: readonly AssessedHost[], { of: whereOf }: Whereabouts): NameOf {
  const names = new Map([...Map.groupBy(hosts, whereOf)].map(([where, there]) => [where, namesOf(there)]));
  return (host) => {
    const where = whereOf(host);
    const name = names.get(where)?.(host) ?? host.hostId;
    return where === null ? name : `${name} in ${where}`;
  };
}

/** A table of acknowledgements; below each what it is for, why, and by whom. */
export function renderList(
  entries: readonly ListedAcknowledgement[],
  {
    columns,
    left,
    place,
    words,
  }: { columns: number; left: number } & Pick<AcknowledgementStore, 'place' | 'words'>,
): string {
  const more = left === 0 ? '' : `${left} more have ended or were withdrawn: --all lists them.`;
  if (entries.length === 0) {
    const text = `Nothing is acknowledged in ${place}. ${more}`;
    const add = hint('To accept a finding', 'acknowledge', 'add', '--help');
    return [...prose(visible(text.trimEnd()), { columns }), '', add, ''].join('\n');
  }
  const [head = '', ...rows] = tableLines(
    [{ title: 'ID' }, { title: 'FOR' }, { title: 'STATE' }, { title: 'UNTIL' }],
    entries.map(({ id = '', target, state, until }) => [
      colours.bold(id),
      cut(visible(target), LONGEST_TARGET),
      STATES[state],
      until.slice(0, 10),
    ]),
  );
  const lines = entries.flatMap(({ kinds, reason, by, source }, row) => {
    const who = by ?? (source === 'configuration' ? 'the configuration' : 'nobody named');
    const text = visible(`${kindsText(kinds)}: ${reason} (${who})`);
    return [rows[row] ?? '', ...hanging('  ', text, proseColumns(columns)).map(colours.dim)];
  });
  const withdraw = hint('To withdraw one', 'acknowledge', 'withdraw', entries[0]?.id ?? 'ID', ...words);
  return [head, ...lines, '', ...(more === '' ? [] : [more]), withdraw, ''].join('\n');
}

const STATES: Readonly<Record<ListedAcknowledgement['state'], string>> = {
  'in-force': 'in force',
  'not-yet': 'not yet',
  expired: 'expired',
  withdrawn: 'withdrawn',
};

export function renderWithdrawn(
  { acknowledged, outcome }: { acknowledged: KeptAcknowledgement; outcome: 'withdrawn' | 'withdrawn-before' },
  { columns, effect }: { columns: number; effect: string },
): string {
  const { id, target, kinds, reason } = acknowledged;
  const what = `${id} (${target}, ${kindsText(kinds)}: ${reason})`;
  const text =
    outcome === 'withdrawn'
      ? `Withdrawn: ${what}. What it accepted is an open finding again. ${effect}`
      : `Withdrawn before: ${what}. Nothing was changed.`;
  return `${prose(visible(text), { columns }).join('\n')}\n`;
}

/** `stuck streams and dead sockets`, `any kind of leak`. */
const kindsText = (kinds: readonly LeakKind[] | undefined): string =>
  kinds === undefined ? 'any kind of leak' : LIST.format(kinds.map((kind) => LEAK_KIND_WORDS[kind]));

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });
