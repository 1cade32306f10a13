import { placeOf } from '../../lambdas/domain/records/host-key.ts';
import { compare } from '../../lambdas/domain/records/ndjson.ts';
import { distinctIds, type LabelledHost } from '../../lambdas/report/reported-hosts.ts';
import { visible } from './terminal.ts';

/** Most changes of a letter between a word and what may have been meant, as a part of the word's length. */
const MOST_CHANGES = 0.34;
const SHOWN = 3;

/** The names that a word was likely meant for, the nearest first: in other letters' case, as a part, or with a slip. */
export function nearMatches(word: string, names: readonly string[]): string[] {
  const asked = word.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(asked, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, MOST_CHANGES * asked.length))
    .sort((a, b) => a.distance - b.distance || compare(a.name, b.name))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

/** `Did you mean lb-7 or lb-17?`, of hosts by their ids and names; `null` where none is near. */
export function didYouMean(word: string, hosts: readonly LabelledHost[]): string | null {
  const idOf = distinctIds(hosts);
  const placed = placedMatches(word, hosts);
  const near = placed.length > 0 ? placed : nearMatches(word, hosts.flatMap(wordsOf(idOf)));
  return near.length === 0 ? null : `Did you mean ${near.map(visible).join(' or ')}?`;
}

const wordsOf =
  (idOf: (host: LabelledHost) => string) =>
  (host: LabelledHost): string[] => [idOf(host), ...(host.name === null ? [] : [host.name])];

/** Of `111122223333/eu-west-1/lb-7` hosts of other places with that id or name, then others there that are nearly so. */
function placedMatches(word: string, hosts: readonly LabelledHost[]): string[] {
  const [account, region, ...rest] = word.split('/');
  if (rest.length === 0) return [];
  const [place, name] = [`${account}/${region}`, rest.join('/')];
  const elsewhere = hosts.filter((host) => host.hostId === name || host.name === name);
  const there = hosts.filter((host) => placeOf(host) === place);
  return [
    ...elsewhere.map((host) => `${placeOf(host)}/${name}`),
    ...nearMatches(name, there.flatMap(wordsOf(({ hostId }) => hostId))).map((near) => `${place}/${near}`),
  ].slice(0, SHOWN);
}

/** `lb-2` of `lb-02`. */
const withoutZeros = (name: string): string => name.replaceAll(/(?<!\d)0+(?=\d)/g, '');

/** A name that has the word in it is nearer than any with a slip. */
function distanceOf(asked: string, name: string): number {
  if (asked === name) return 0;
  if (withoutZeros(asked) === withoutZeros(name)) return 0.25;
  if (asked.length >= 3 && name.includes(asked)) return 0.5;
  return changes(asked, name);
}

/** Letters put in, left out, changed, or changed with their neighbour (optimal string alignment). */
function changes(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
