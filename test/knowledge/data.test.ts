import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printAdvisories, printPackages, printReleases } from '../../cli/knowledge-update/print-knowledge.ts';
import { compareVersions, parseVersion } from '../../lambdas/domain/records/version.ts';
import { AdvisoryList } from '../../lambdas/domain/releases/advisory.ts';
import { isCommon } from '../../lambdas/domain/releases/advisory-rank.ts';
import { NEEDS } from '../../lambdas/domain/releases/need.ts';
import { PackageList } from '../../lambdas/domain/releases/package-list.ts';
import { ReleaseList } from '../../lambdas/domain/releases/release.ts';
import { SIGNS } from '../../lambdas/domain/releases/sign.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { ordinaryCauses } from '../../lambdas/knowledge/ordinary-causes.ts';
import { isKnownRelease } from '../../lambdas/knowledge/releases.ts';
import { repositoryRoot } from '../files.ts';

const releasesText = readFileSync(join(repositoryRoot, 'lambdas/knowledge/releases.json'), 'utf8');
const advisoriesText = readFileSync(join(repositoryRoot, 'lambdas/knowledge/advisories.json'), 'utf8');
const packagesText = readFileSync(join(repositoryRoot, 'lambdas/knowledge/packages.json'), 'utf8');
const ordinaryCausesText = readFileSync(
  join(repositoryRoot, 'lambdas/knowledge/ordinary-causes.json'),
  'utf8',
);
const { branches, advisories, packages } = knowledge;

function compare(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) throw new Error(`${a} or ${b} is no version`);
  return compareVersions(left, right);
}

describe('releases.json', () => {
  it('holds to its schema, one release a line', () => {
    expect(printReleases(ReleaseList.parse(JSON.parse(releasesText)))).toBe(releasesText);
    const lines = releasesText.split('\n').filter((line) => line.startsWith('{"version"'));
    expect(lines).toHaveLength(branches.flatMap(({ releases }) => releases).length);
  });

  it('lists branches from old to new', () => {
    const names = branches.map(({ branch }) => `${branch}.0`);
    expect([...names].sort(compare)).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(branches)(
    'lists every release of $branch once, in order, from .0 without a hole',
    ({ branch, releases }) => {
      expect(releases.map(({ version }) => version)).toEqual(
        releases.map((_, patch) => `${branch}.${patch}`),
      );
      const dates = releases.map(({ date }) => date);
      expect([...dates].sort()).toEqual(dates);
    },
  );

  it.each(branches)('says where the dates of $branch come from and none lies after the check', (branch) => {
    expect(branch.endOfLifeSource).toMatch(/\w/);
    for (const { date } of branch.releases) expect(date <= knowledge.checkedOn).toBe(true);
  });
});

describe('packages.json', () => {
  const list = PackageList.parse(JSON.parse(packagesText));

  it('holds to its schema, one package a line', () => {
    expect(printPackages(list)).toBe(packagesText);
    const lines = packagesText.split('\n').filter((line) => line.startsWith('{"distribution"'));
    expect(lines).toHaveLength(packages.length);
  });

  it('lists each release of a distribution once, read on a day up to the check', () => {
    const names = packages.map(({ distribution }) => distribution);
    expect(new Set(names).size).toBe(names.length);
    for (const { readOn } of packages) expect(readOn <= list.checkedOn).toBe(true);
  });

  it('lists packages of the distribution that their revision names', () => {
    const revisions = packages.map(({ version }) => parseVersion(version)?.distribution);
    expect(new Set(revisions)).toEqual(
      new Set(['Debian', 'Debian or a derivative', 'Ubuntu', 'Enterprise Linux', 'Amazon Linux', 'Alpine']),
    );
  });
});

describe('ordinary-causes.json', () => {
  it('holds one cause a line, each with an id of its own', () => {
    const lines = ordinaryCausesText.split('\n').filter((line) => line.startsWith('{"id"'));
    expect(lines).toHaveLength(ordinaryCauses.length);
    expect(new Set(ordinaryCauses.map(({ id }) => id)).size).toBe(ordinaryCauses.length);
  });

  it('has a cause for each sign', () => {
    const taken = new Set(ordinaryCauses.flatMap(({ takes }) => takes.flat()));
    expect(SIGNS.filter((sign) => !taken.has(sign))).toEqual([]);
  });

  it('quotes the manual or the tracker of HAProxy', () => {
    for (const { source, before } of ordinaryCauses) {
      expect(source).toMatch(/^https:\/\/(docs\.haproxy\.org\/\d|github\.com\/haproxy\/haproxy\/issues\/\d)/);
      expect(before === undefined || branches.some(({ branch }) => branch === before)).toBe(true);
    }
  });

  it('shares no word with what bugs take', () => {
    expect(SIGNS.filter((sign) => NEEDS.some((need) => need === String(sign)))).toEqual([]);
  });
});

describe('advisories.json', () => {
  it('holds to its schema, one advisory a line', () => {
    expect(printAdvisories(AdvisoryList.parse(JSON.parse(advisoriesText)))).toBe(advisoriesText);
    const lines = advisoriesText.split('\n').filter((line) => line.startsWith('{"id"'));
    expect(lines).toHaveLength(advisories.length);
  });

  it('gives each advisory an id, and each title to one advisory', () => {
    const ids = advisories.map(({ id }) => id);
    const titles = advisories.flatMap((advisory) => advisory.titles);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(titles).size).toBe(titles.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('says of each bug in an optional part of HAProxy that it needs an optional feature', () => {
    const optional =
      /: ([\w-]+\/)*(mux[-_]quic|quic|h3|spoe|mux-spop|mux-fcgi|fcgi|h?lua|peers|resolvers|dns|cache|acme)[/:;]/;
    const inOptionalPart = advisories.filter(({ titles }) => titles.some((title) => optional.test(title)));
    expect(inOptionalPart.length).toBeGreaterThan(60);
    expect(inOptionalPart.filter(isCommon).map(({ id }) => id)).toEqual([]);
  });

  it('names each fix by a subject line of upstream', () => {
    const SUBJECT = /^(?:Revert "|REVERT: )?((?:BUG\/)?(?:CRITICAL|MAJOR|MEDIUM|MINOR)): /;
    for (const { id, tag, titles } of advisories) {
      expect(titles[0] === undefined || SUBJECT.exec(titles[0])?.[1] === tag, id).toBe(true);
      expect(titles.filter((title) => !SUBJECT.test(title))).toEqual([]);
    }
  });

  it.each(advisories)('$id has a source for each branch', ({ affected, references }) => {
    for (const { evidence } of affected) expect(evidence).toMatch(/\w{3}/);
    for (const { url } of references) expect(url).toMatch(/^https:\/\/github\.com\/haproxy\/haproxy\//);
    const isListed = affected.some(
      ({ confidence, evidence }) => confidence === 'changelog' && /change|list/i.test(evidence),
    );
    expect(references.length > 0 || isListed).toBe(true);
  });

  it.each(advisories)('$id names real releases and its ranges do not overlap', ({ affected }) => {
    const names = affected.map(({ branch }) => branch);
    expect(new Set(names).size).toBe(names.length);
    for (const { branch, events, ineffectiveFix, status } of affected) {
      const releases = events.map((event) => Object.values(event)[0] as string);
      if (ineffectiveFix !== undefined) releases.splice(1, 0, ineffectiveFix);
      for (const release of releases) {
        expect(isKnownRelease(release), release).toBe(true);
        expect(release.startsWith(`${branch}.`)).toBe(true);
      }
      expect([...releases].sort(compare)).toEqual(releases);
      const kinds = events.map((event) => Object.keys(event)[0]);
      expect(kinds.join(' ')).toMatch(/^introduced( fixed introduced)*( fixed| last_affected)?$/);
      if (status === 'unclear') expect(kinds).not.toContain('fixed');
    }
  });

  it('keeps a confirmed fix apart from a guess', () => {
    for (const { id, affected } of advisories) {
      for (const { confidence, events, status } of affected) {
        const isFixed = events.some((event) => 'fixed' in event);
        const claims = confidence === 'changelog' || confidence === 'inferred-lockstep';
        expect(isFixed, `${id} ${confidence}`).toBe(claims);
        if (confidence === 'unknown' || confidence === 'not-found') expect(status).toBe('unclear');
      }
    }
  });
});
