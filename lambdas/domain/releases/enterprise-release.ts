import { parseEnterpriseBuild } from '../records/enterprise-build.ts';

/** HAProxy Enterprise as something names it. Which release of HAProxy it was made from is HAProxy Technologies' to say. */
export type EnterpriseRelease = {
  /** A build (`2.8.0-1.0.0-329.1202`), a package (`hapee-2.8r1-lb 1.0.0-329.1202`) or a product (`2.8r1`). */
  text: string;
  branch: string | null;
};

/** What the product is called. */
export const ENTERPRISE = 'HAProxy Enterprise';

const PRODUCT = /(?:^|[^0-9A-Za-z.])(\d{1,3}\.\d{1,3})r\d{1,3}(?![0-9A-Za-z])/i;
/** Name and version of a package, of characters that are harmless wherever they are printed. */
const PACKAGE = /^hapee[0-9a-z.+~_-]{0,60}(?: [0-9a-z.+~:^_-]{1,60})?/i;

/** The branch that a product's name has: `2.8` for `hapee-2.8r1-lb` and `2.8r1`. */
export const productBranch = (text: string): string | null => PRODUCT.exec(text)?.[1] ?? null;

/** @returns `null` for a package of anything else */
export function enterprisePackage(text: string | null): EnterpriseRelease | null {
  const [packaged] = PACKAGE.exec(text ?? '') ?? [];
  if (packaged === undefined) return null;
  const build = parseEnterpriseBuild(packaged.split(' ')[1] ?? '');
  return { text: packaged, branch: productBranch(packaged) ?? build?.branch ?? null };
}

/** @returns `null` where what a host runs is not HAProxy Enterprise, as far as its worker and its package tell */
export function runningEnterprise(host: {
  version: string | null;
  package: string | null;
}): EnterpriseRelease | null {
  const build = parseEnterpriseBuild(host.version ?? '');
  const packaged = enterprisePackage(host.package);
  if (build === null) return packaged;
  return { text: build.text, branch: build.branch };
}

/** What is not known of HAProxy Enterprise, and who knows it: sentences. */
export function enterpriseReasons({ text, branch }: EnterpriseRelease): string[] {
  const ofBranch = branch === null ? '' : ` of branch ${branch}`;
  const lead = text === ENTERPRISE ? text : `${text} is ${ENTERPRISE}${ofBranch}`;
  return [
    `${lead}: which release of HAProxy it was made from and which known bugs it has is not known here`,
    "HAProxy Technologies' release notes list the fixes of each build, and its support knows which build to run",
  ];
}
