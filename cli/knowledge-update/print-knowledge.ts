import type { AdvisoryList } from '../../lambdas/domain/releases/advisory.ts';
import type { PackageList } from '../../lambdas/domain/releases/package-list.ts';
import type { ReleaseList } from '../../lambdas/domain/releases/release.ts';

/** `releases.json` as it is kept: a release a line, so that a diff shows what changed and nothing else. */
export function printReleases({ branches, gaps, sources, checkedOn, schema }: ReleaseList): string {
  const printed = branches.map(({ releases, ...head }) => {
    const open = inline(head).replace(/}$/, ', "releases": [');
    return `${open}\n${releases.map(inline).join(',\n')}\n]}`;
  });
  const head = [
    `"schema": ${schema}`,
    `"checkedOn": ${inline(checkedOn)}`,
    `"sources": ${block(sources.map(inline))}`,
  ];
  return `{\n${[...head, printGaps(gaps), `"branches": ${block(printed)}`].join(',\n')}\n}\n`;
}

/** `advisories.json` as it is kept: an advisory a line. */
export function printAdvisories({ advisories, sources, checkedOn, schema }: AdvisoryList): string {
  const head = [
    `"schema": ${schema}`,
    `"checkedOn": ${inline(checkedOn)}`,
    `"sources": ${block(sources.map(inline))}`,
  ];
  return `{\n${[...head, `"advisories": ${block(advisories.map(inline))}`].join(',\n')}\n}\n`;
}

/** `packages.json` as it is kept: a package a line. */
export function printPackages({ packages, gaps, checkedOn, schema }: PackageList): string {
  const head = [`"schema": ${schema}`, `"checkedOn": ${inline(checkedOn)}`, printGaps(gaps)];
  return `{\n${[...head, `"packages": ${block(packages.map(inline))}`].join(',\n')}\n}\n`;
}

function printGaps(gaps: Readonly<Record<string, string>>): string {
  const lines = Object.entries(gaps).map(([what, gap]) => `${inline(what)}: ${inline(gap)}`);
  return `"gaps": {\n${lines.join(',\n')}\n}`;
}

function block(lines: readonly string[]): string {
  return `[\n${lines.join(',\n')}\n]`;
}

/** JSON on one line, with a space after each separator so that it wraps and reads. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return `{${entries.join(', ')}}`;
}
