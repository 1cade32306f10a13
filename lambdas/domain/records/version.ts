import { compareEnterpriseBuilds, parseEnterpriseBuild } from './enterprise-build.ts';

/**
 * What HAProxy and its distributors print as a version, parsed and totally ordered.
 *
 * Upstream prints `2.8.11` or `3.0-dev12`, a build from git adds the commit and how many commits it is past the tag
 * (`-d236b43`, `-d236b43-27`), a distributor adds the package's revision (`-1ubuntu2`, `-1+deb12u4`, `-r0`).
 * The text comes from hosts that are not trusted: it is bounded, and whatever does not parse is `null`.
 */
export type Version = {
  /** As printed; parsing it again gives the same version. */
  text: string;
  major: number;
  minor: number;
  /** Release within the branch; `null` for a pre-release. */
  patch: number | null;
  /** `3.0-dev12` is stage `dev`, number 12; `null` for a release. */
  preRelease: { stage: 'dev' | 'rc'; number: number } | null;
  /** Everything after the upstream number, with its separator; empty for a plain upstream version. */
  build: string;
  /** The git commit a source build names. */
  commit: string | null;
  /** Who packaged it, or `null` for an upstream or private build. */
  distribution: string | null;
};

/** Longest text read as a version: distributors need 40, and hosts may send anything. */
const MAX_VERSION_LENGTH = 100;

const NUMBER = '(0|[1-9]\\d{0,5})';
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}(?:\\.${NUMBER}|-(dev|rc)${NUMBER})([-+~_][0-9A-Za-z.+~_:^-]*)?$`,
);
const COMMIT = /^-([0-9a-f]{6,12})(?:-\d{1,6})?(?:[-+].*)?$/;

/** The first that matches the build text names the distribution. */
const DISTRIBUTIONS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu|ppa|~(?:focal|jammy|noble)/, 'Ubuntu'],
  [/deb\d|~bpo\d|\+b\d|\+nmu\d/, 'Debian'],
  [/\.amzn\d/, 'Amazon Linux'],
  [/\.fc\d/, 'Fedora'],
  [/\.el\d/, 'Enterprise Linux'],
  [/^-r\d{1,3}$/, 'Alpine'],
  [/^\+git\d|^-(?:lp)?\d{5,6}\.\d|\.suse/, 'SUSE'],
  [/^_\d{1,3}/, 'FreeBSD'],
  // Debian's own form, which its derivatives and several others share.
  [/^-\d{1,3}(?:\.\d{1,3})*$/, 'Debian or a derivative'],
];

/**
 * Parses a version as HAProxy or a package database prints it.
 * @returns `null` for whatever is no version, is malformed or is longer than 100 characters, and for builds of HAProxy
 * Enterprise, whose numbers name no release of HAProxy; never throws.
 */
export function parseVersion(text: string): Version | null {
  if (text.length > MAX_VERSION_LENGTH || parseEnterpriseBuild(text) !== null) return null;
  const match = VERSION.exec(text);
  if (!match) return null;
  const [, major, minor, patch, stage, number, build = ''] = match;
  const commit = COMMIT.exec(build)?.[1] ?? null;
  return {
    text,
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? null : Number(patch),
    preRelease: stage === 'dev' || stage === 'rc' ? { stage, number: Number(number) } : null,
    build,
    commit,
    distribution: commit === null ? distributionOf(build) : null,
  };
}

/**
 * Total order: branch, then dev < rc < releases, then commits past the tag, then the packaging revision as
 * dpkg orders it (numbers by value, `~` before nothing). Only identical texts compare as equal.
 * @returns negative, zero or positive.
 */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareUpstream(a, b) ||
    commitsSinceTag(a) - commitsSinceTag(b) ||
    compareBuilds(a.build, b.build) ||
    compareText(a.text, b.text)
  );
}

/** The order of the upstream numbers alone: a distribution's build of 2.8.11 equals 2.8.11. */
export function compareUpstream(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || stageRank(a) - stageRank(b) || numberOf(a) - numberOf(b);
}

/**
 * The order of two releases as {@link upstreamRelease} names them.
 * @returns `null` where they can't be compared: one of them is none, or one alone is of HAProxy Enterprise.
 */
export function compareReleases(a: string, b: string): number | null {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left !== null && right !== null) return compareUpstream(left, right);
  const [leftBuild, rightBuild] = [parseEnterpriseBuild(a), parseEnterpriseBuild(b)];
  return leftBuild !== null && rightBuild !== null ? compareEnterpriseBuilds(leftBuild, rightBuild) : null;
}

/** The branch a version belongs to: `2.8` for `2.8.11-1ubuntu2` and for `2.8-dev5`. */
export function branchOf(version: Version): string {
  return `${version.major}.${version.minor}`;
}

/**
 * The upstream version a build was made from: `2.8.11` for `2.8.11-1ubuntu2`. A development version keeps its own
 * number (`3.0-dev12` for `3.0-dev12-d236b43`), and a build of HAProxy Enterprise its whole text, so that such hosts
 * still make a cohort of their own.
 * @returns `null` for whatever is no version; never throws.
 */
export function upstreamRelease(text: string): string | null {
  const version = parseVersion(text);
  return version ? upstreamOf(version) : (parseEnterpriseBuild(text)?.text ?? null);
}

/** The upstream part of a parsed version: `2.8.11` or `3.0-dev12`. */
export function upstreamOf(version: Version): string {
  return version.text.slice(0, version.text.length - version.build.length);
}

function distributionOf(build: string): string | null {
  return DISTRIBUTIONS.find(([pattern]) => pattern.test(build))?.[1] ?? null;
}

function stageRank({ preRelease }: Version): number {
  return preRelease === null ? 2 : preRelease.stage === 'rc' ? 1 : 0;
}

function numberOf({ patch, preRelease }: Version): number {
  return preRelease?.number ?? patch ?? 0;
}

function commitsSinceTag({ commit, build }: Version): number {
  const count = commit === null ? undefined : /^-[0-9a-f]+-(\d{1,6})/.exec(build)?.[1];
  return Number(count ?? 0);
}

/** dpkg's order: `~`, the end, runs of digits by value, letters, other characters. */
function compareBuilds(a: string, b: string): number {
  const left = a.match(/\d+|\D/g) ?? [];
  const right = b.match(/\d+|\D/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = compareParts(left[index] ?? '', right[index] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareParts(a: string, b: string): number {
  return partRank(a) - partRank(b) || (partRank(a) === DIGITS ? compareDigits(a, b) : compareText(a, b));
}

const DIGITS = 2;

function partRank(part: string): number {
  if (part === '~') return 0;
  if (part === '') return 1;
  if (/^\d/.test(part)) return DIGITS;
  return /^[A-Za-z]/.test(part) ? 3 : 4;
}

/** By value, without the rounding that a number of 20 digits would bring. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareText(left, right);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
