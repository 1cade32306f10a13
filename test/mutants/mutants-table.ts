import { GROUPS } from './groups.ts';

/** What Stryker keeps of a run: the schema of mutation testing reports, as far as it is read here. */
export interface MutantResults {
  files: Record<string, { mutants: { status: string }[] }>;
}

export interface Counted {
  mutants: number;
  found: number;
}

/** Found are those that a test fails for, or never ends with. Ignored ones and those that don't compile say nothing. */
export function countOf({ files }: MutantResults): Counted {
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const found = statuses.filter((status) => status === 'Killed' || status === 'Timeout').length;
  const missed = statuses.filter((status) => status === 'Survived' || status === 'NoCoverage').length;
  return { mutants: found + missed, found };
}

/** 0-1; 1 of nothing. */
export function foundShare(groups: readonly Counted[]): number {
  const { mutants, found } = sumOf(groups);
  return mutants === 0 ? 1 : found / mutants;
}

/** @param counted by the name of the group */
export function mutantsTable(counted: ReadonlyMap<string, Counted>): string {
  const rows = [...counted].map(([name, group]) => row(`${GROUPS[name]?.label} (\`${name}\`)`, group));
  return [
    '| code (group) | mutants | found |',
    '| --- | ---: | ---: |',
    ...rows,
    row('all', sumOf([...counted.values()])),
  ].join('\n');
}

const row = (label: string, group: Counted): string =>
  `| ${label} | ${group.mutants.toLocaleString('en-GB')} | ${Math.floor(100 * foundShare([group]))}% |`;

const sumOf = (groups: readonly Counted[]): Counted => ({
  mutants: groups.reduce((sum, { mutants }) => sum + mutants, 0),
  found: groups.reduce((sum, { found }) => sum + found, 0),
});
