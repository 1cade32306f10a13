import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Advisory } from '../../lambdas/domain/releases/advisory.ts';
import { explainingBugs, SHOWN_KINDS } from '../../lambdas/domain/releases/explanation.ts';
import { explainHost } from '../../lambdas/domain/releases/host-explanation.ts';
import { findVersion } from '../../lambdas/domain/releases/knowledge.ts';
import { NEEDS, Need } from '../../lambdas/domain/releases/need.ts';
import { type HostFeature, presentCauses } from '../../lambdas/domain/releases/ordinary-cause.ts';
import { type AdvisoryFinding, adviseRelease } from '../../lambdas/domain/releases/release-advice.ts';
import { Sign } from '../../lambdas/domain/releases/sign.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { ordinaryCauses } from '../../lambdas/knowledge/ordinary-causes.ts';

const report = {
  link: z.url(),
  title: z.string().min(1),
  version: z.string(),
  kind: z.enum(SHOWN_KINDS),
  /** Of the thread, word by word; it carries the expectation. */
  quote: z.string().min(1),
  why: z.string().min(1),
};

/** Ended with a fix of HAProxy's. */
const FixedReport = z.strictObject({
  ...report,
  fix: z
    .strictObject({
      commit: z.string().regex(/^[0-9a-f]{9}$/),
      title: z.string().min(1),
      fixedIn: z.array(z.string()).default([]),
    })
    .partial({ commit: true }),
});

/** Ended as configuration, kernel, library or expected behaviour: no bug of HAProxy's explains it. */
const OtherReport = z.strictObject({
  ...report,
  nothing: z.literal(true),
  /** What the host has, as far as the report shows it. */
  with: z.array(Need),
  /** What of it points to an ordinary cause. */
  signs: z.array(Sign).nonempty().optional(),
  seen: z.string().min(1),
  /** Why advise can't tell it from a bug. */
  open: z.string().min(1).optional(),
});

const text = readFileSync(join(import.meta.dirname, 'public-reports.json'), 'utf8');
const reports = z.array(z.union([FixedReport, OtherReport])).parse(JSON.parse(text));
const fixed = reports.filter((row) => 'fix' in row);
const others = reports.filter((row) => 'nothing' in row);
const open = others.filter((row) => row.open !== undefined);

const AT = new Date('2026-11-22T12:00:00Z');

function bugsOf(version: string): AdvisoryFinding[] {
  const found = findVersion(version, knowledge);
  if ('reason' in found) throw new Error(`${version} ${found.reason}`);
  return adviseRelease(found, knowledge, AT).advisories;
}

function advisoryOf({ commit, title }: (typeof fixed)[number]['fix']): Advisory | undefined {
  return knowledge.advisories.find(
    ({ titles, references }) =>
      titles.includes(title) ||
      (commit && references.some(({ type, url }) => type === 'FIX' && url.includes(`/${commit}`))),
  );
}

type OtherRow = (typeof others)[number];

/** As `advise` answers of what the report shows, or of less. */
const explain = ({ version, kind }: OtherRow, features: readonly HostFeature[]) =>
  explainHost({ version, advisories: bugsOf(version) }, ordinaryCauses, { kinds: [kind], features });

const idsOf = (bugs: readonly { id: string }[]): string[] => bugs.map(({ id }) => id).sort();

/** Those that are blamed, though nothing but what bugs take is said of the host. */
const blamedOf = (row: OtherRow): string[] => idsOf(explain(row, row.with).bugs);

const nameOf = ({ link, version }: { link: string; version: string }): string =>
  `${link.split('/').slice(-3).join(' ')} ${version}`;

describe('public reports', () => {
  it('are more than sixty, one a line, each release of a thread once', () => {
    expect(text.trim().split('\n')).toHaveLength(reports.length + 2);
    expect(new Set(reports.map((row) => `${nameOf(row)} ${row.kind}`)).size).toBe(reports.length);
    expect(fixed.length + others.length - open.length).toBeGreaterThanOrEqual(94);
    expect(others.length - open.length).toBeGreaterThanOrEqual(42);
  });

  it.each(fixed)('of $version, $link, are explained by the bug that they ended with', (row) => {
    const advisory = advisoryOf(row.fix);
    const bugs = bugsOf(row.version);
    expect(bugs.map(({ id }) => id)).toContain(advisory?.id);
    expect(explainingBugs(bugs, [row.kind]).map(({ id }) => id)).toContain(advisory?.id);
  });

  it.each(fixed.flatMap((row) => row.fix.fixedIn.map((release) => ({ ...row, release }))))(
    'of $version, $link, are not explained by that bug in $release, which fixed it',
    ({ fix, release }) => {
      expect(bugsOf(release).map(({ id }) => id)).not.toContain(advisoryOf(fix)?.id);
    },
  );

  it.each(others.filter((row) => row.open === undefined))(
    'of $version, $link, are blamed on nothing, and what points to an ordinary cause is explained by one',
    (row) => {
      const { bugs, ordinaryCauses, otherwise } = explain(row, [...row.with, ...(row.signs ?? [])]);
      expect(idsOf(bugs)).toEqual([]);
      expect(ordinaryCauses.length > 0).toBe(row.signs !== undefined);
      expect(idsOf(otherwise)).toEqual(blamedOf(row));
    },
  );

  it('are blamed wrongly in these cases where nothing is said of an ordinary cause', () => {
    const wrong = others
      .map((row) => [nameOf(row), blamedOf(row)] as const)
      .filter(([, ids]) => ids.length > 0);
    expect(Object.fromEntries(wrong)).toEqual({
      'argo-cd issues 12289 2.7.2': ['HAPX-0077', 'HAPX-0102', 'HAPX-0103'],
      'cht-core issues 8130 2.6.9': ['HAPX-0105', 'HAPX-0293'],
      'cht-core issues 8166 2.6.12': ['HAPX-0075', 'HAPX-0077'],
      'haproxy issues 1298 2.4.0': ['HAPX-0026', 'HAPX-0161', 'HAPX-0218', 'HAPX-0219', 'HAPX-0361'],
      'haproxy issues 1548 2.5.1': ['HAPX-0077'],
      'haproxy issues 1625 2.5.5': ['HAPX-0192', 'HAPX-0293', 'HAPX-0314'],
      'haproxy issues 1770 2.6.1': ['HAPX-0105'],
      'haproxy issues 1782 2.5.7': ['HAPX-0077'],
      'haproxy issues 180 2.5.5': ['HAPX-0077', 'HAPX-0102', 'HAPX-0240'],
      'haproxy issues 1884 2.4.19': ['HAPX-0095', 'HAPX-0312'],
      'haproxy issues 1926 2.6.6': ['HAPX-0077', 'HAPX-0215'],
      'haproxy issues 1942 2.6.6': ['HAPX-0105', 'HAPX-0293'],
      'haproxy issues 1984 2.7.1': ['HAPX-0105', 'HAPX-0268', 'HAPX-0314'],
      'haproxy issues 1985 2.6.6': ['HAPX-0095', 'HAPX-0096'],
      'haproxy issues 2008 2.6.7': ['HAPX-0105'],
      'haproxy issues 2028 2.6.8': ['HAPX-0105', 'HAPX-0192', 'HAPX-0293'],
      'haproxy issues 2043 2.8-dev3': ['HAPX-0077', 'HAPX-0102', 'HAPX-0103'],
      'haproxy issues 2121 2.6.5': ['HAPX-0077', 'HAPX-0102', 'HAPX-0103'],
      'haproxy issues 2121 2.7.0': ['HAPX-0077', 'HAPX-0102', 'HAPX-0103'],
      'haproxy issues 2121 2.8-dev7': ['HAPX-0077', 'HAPX-0102', 'HAPX-0103'],
      'haproxy issues 2242 2.8.1': ['HAPX-0008', 'HAPX-0192'],
      'haproxy issues 2251 2.8.2': ['HAPX-0008'],
      'haproxy issues 2296 2.8.3': ['HAPX-0008', 'HAPX-0182'],
      'haproxy issues 2520 2.6.16': ['HAPX-0033', 'HAPX-0331'],
      'haproxy issues 2645 2.8.1': ['HAPX-0008'],
      'haproxy issues 2713 3.0.4': ['HAPX-0038', 'HAPX-0314'],
      'haproxy issues 2949 3.1.7': ['HAPX-0038'],
      'haproxy issues 2968 3.1.6': ['HAPX-0038'],
      'haproxy issues 2977 2.8.15': ['HAPX-0135'],
      'haproxy issues 3086 2.8.15': ['HAPX-0358'],
      't 2-2-3-multiprocess-3-0-8-multithreaded-tls-performance-degradation 11744 3.0.8': [
        'HAPX-0038',
        'HAPX-0314',
      ],
    });
  });

  it('are blamed wrongly in these cases all the same', () => {
    const blamed = open.map((row) => [
      nameOf(row),
      idsOf(explain(row, [...row.with, ...(row.signs ?? [])]).bugs),
    ]);
    expect(Object.fromEntries(blamed)).toEqual({ 'haproxy issues 1548 2.5.1': ['HAPX-0077'] });
  });

  it('are explained by no ordinary cause where all that bugs take is said of the host, and nothing else', () => {
    expect(presentCauses(ordinaryCauses, NEEDS)).toEqual([]);
  });

  it('of TCP memory alone are blamed on nothing, though the release has the founding leak', () => {
    const bugs = bugsOf('2.8.11');
    expect(bugs[0]?.kinds).toContain('tcp-memory');
    expect(explainingBugs(bugs, ['tcp-memory'])).toEqual([]);
  });
});
