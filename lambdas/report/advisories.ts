import type { Advisory } from '../domain/releases/advisory.ts';
import type { AdvisoryTitle, KnownLeak } from './release-row.ts';
import type { Report } from './report.ts';

/** An advisory that a form of the report names. */
export interface NamedAdvisory extends AdvisoryTitle {
  id: string;
  /** Releases of the fleet that leak by it. */
  releases: { release: string; status: KnownLeak['status']; fixedIn: string | null }[];
}

const ID = /HAPX-\d{4}/g;

export const advisoryTitles = (advisories: readonly Advisory[]): Map<string, AdvisoryTitle> =>
  new Map(
    advisories.map(({ id, summary, references }) => [
      id,
      { summary, source: references.map(({ url }) => url).find(isWebPage) ?? null },
    ]),
  );

/** Knowledge may come from an operator's file: what is no web page is no link. */
const isWebPage = (url: string): boolean => url.startsWith('https://');

/** The known advisories that texts name, in the order in which they come first. */
export function namedAdvisories(
  texts: readonly string[],
  { advisories, releases }: Pick<Report, 'advisories' | 'releases'>,
): NamedAdvisory[] {
  const ids = new Set(texts.flatMap((text) => text.match(ID) ?? []));
  return [...ids].flatMap((id) => {
    const leaks = releases.flatMap(({ release, leaks }) =>
      leaks.filter((leak) => leak.id === id).map((leak) => ({ ...leak, release })),
    );
    const [leak] = leaks;
    const summary = advisories.get(id)?.summary ?? leak?.summary;
    if (summary === undefined) return [];
    // Of a fix that has no page of its own, the change list of its branch.
    const source = advisories.get(id)?.source ?? (leak && isWebPage(leak.source) ? leak.source : null);
    const where = leaks.map(({ release, status, fixedIn }) => ({ release, status, fixedIn }));
    return [{ id, summary, source, releases: where }];
  });
}

/** A text in pieces: between them the ids of advisories. */
export function splitAtIds(text: string): { text: string; isId: boolean }[] {
  const pieces = text.split(/(HAPX-\d{4})/);
  return pieces
    .map((piece, index) => ({ text: piece, isId: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

const STATUS: Readonly<Record<KnownLeak['status'], string>> = {
  affected: '',
  'partly-fixed': ' (partly fixed)',
  probable: ' (probably)',
};

/** `2.8.11, 2.8.9 (probably): fixed in 2.8.14`, for each release of a fix. */
export function whereFixed({ releases }: NamedAdvisory): string[] {
  return [...Map.groupBy(releases, ({ fixedIn }) => fixedIn)].map(([fixedIn, group]) => {
    const names = group.map(({ release, status }) => `${release}${STATUS[status]}`);
    return `${names.join(', ')}: ${fixedIn === null ? 'no fix known' : `fixed in ${fixedIn}`}`;
  });
}
