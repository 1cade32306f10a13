/**
 * A build of HAProxy Enterprise, which is numbered BRANCH.0-x.y.z-COMMITS.REVISION: `2.8.0-1.0.0-329.1202`. Only the
 * branch is HAProxy's own; the third number is no release (that build has the fixes of 2.8.17: issue 3227 of HAProxy).
 */
export type EnterpriseBuild = {
  /** The build's number alone, without what stands behind it. */
  text: string;
  /** `2.8`. */
  branch: string;
};

const MAX_BUILD_LENGTH = 100;
const BRANCH = '(?:0|[1-9]\\d{0,5})\\.(?:0|[1-9]\\d{0,5})';
const OWN_NUMBERS = '\\d+\\.\\d+\\.\\d+-\\d+(?:\\.\\d+)?';
/** Behind the number a host may say `??hapee?`, a package its distribution. */
const BUILD = new RegExp(`^((${BRANCH})\\.\\d+-${OWN_NUMBERS})(?:\\D.*)?$`);

/** @returns `null` for whatever is no build of HAProxy Enterprise; never throws */
export function parseEnterpriseBuild(text: string): EnterpriseBuild | null {
  if (text.length > MAX_BUILD_LENGTH) return null;
  const [, build, branch] = BUILD.exec(text) ?? [];
  return build === undefined || branch === undefined ? null : { text: build, branch };
}

/** Order of the numbers from left to right: negative, zero or positive. */
export function compareEnterpriseBuilds(a: EnterpriseBuild, b: EnterpriseBuild): number {
  const [left, right] = [a, b].map(({ text }) => text.split(/[.-]/).map(Number)) as [number[], number[]];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
