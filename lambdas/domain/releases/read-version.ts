import { ENTERPRISE, enterprisePackage, productBranch } from './enterprise-release.ts';
import { imageNaming } from './image-reference.ts';
import { type Naming, namingOf } from './version-word.ts';

/** What a version was read from. */
export type ReadFrom =
  /** A version alone. */
  | 'version'
  /** The first line of `haproxy -v` or `-vv`. */
  | 'haproxy-v'
  /** A line such as `Version: 2.8.11`, of `show info`, `dpkg -s` or `rpm -qi`. */
  | 'field'
  /** A name of git: `v2.8.11`, `haproxy-2.8.11`. */
  | 'tag'
  | 'image'
  /** A package's line or file. */
  | 'package'
  /** A product's name: `HAProxy 2.8.11`, `HAPEE 2.8r1`. */
  | 'name';

export type ReadVersion = Naming & {
  from: ReadFrom;
  /** What was read, of printable ASCII alone. */
  readAs: string;
};

/** A line of text, and what was read of it; `null` where that is nothing. */
export type ReadLine = { line: string; read: ReadVersion | null };

const MAX_LINE_LENGTH = 2_000;
const MAX_WORDS = 60;

const ANSWER =
  /(?:^|[^0-9a-z])(ha-?proxy(?: enterprise)?|hapee-lb) {1,4}version(?: is)?[ :=]{1,4}([^ ]{1,200})/i;
const ENTERPRISE_LINE = /(?:^|[^0-9a-z])hapee(?:$|[^a-z])|haproxy[ -]enterprise(?! linux)/i;
const FIELD = /^["']?(?:haproxy_)?(?:version|installed)["']?(?: ?[:=] ?| )([^ ]{1,200})$/i;
const DATE_BEHIND = / \d{4}[/-]\d\d[/-]\d\d$/;
/** Packages of the program itself; those of its documentation and of other programs for it are called otherwise. */
const PROGRAM = '(?:rh-haproxy\\d{1,3}-)?ha-?proxy(?:\\d{1,3}u?|-(?:awslc|lts|quic|openssl|wolfssl|git))?';
/** `haproxy`, `haproxy:amd64`, `haproxy.x86_64`, `haproxy/noble-updates,now`, `haproxy@2.8`, `extra/haproxy`. */
const PROGRAM_ALONE = new RegExp(
  `^(?:[a-z][\\w-]{0,30}/)?${PROGRAM}:?(?:[:.][a-z]\\w*|/[a-z][\\w.,-]*|@\\d+\\.\\d+)?$`,
  'i',
);
const PROGRAM_AND_VERSION = new RegExp(`(?:^|[/:=])${PROGRAM}[-_=@/]v?(\\d[^/]*)$`, 'i');
const TAG = /^\W*haproxy[-/]v?\d+\.\d+(?:\.\d+|-(?:dev|rc)\d+)?\W*$/i;
/** Colours of a terminal, which logs keep. */
const COLOUR = /\p{Cc}\[[0-9;]*m/gu;
/** What would be installed is not what is: lists of apt, apk and pacman have both. */
const UPGRADABLE = /\[upgradable from:? ([^ \]]{1,200})\]/i;
const UPGRADE = / (?:->|=>) .*$/;
/** An appliance of HAProxy Technologies, with numbers of its own. */
const APPLIANCE = /\baloha\b/i;
/** Columns between a package's name and its version: its kind, its repository. */
const MAX_COLUMNS_BETWEEN = 2;

/**
 * Reads the versions in what a person pasted or piped: one a line, or the one that the whole output of `haproxy -vv`,
 * of a package manager or of `show info` is about. Lines around those are left out; a line that nothing can be read of
 * stays among plain lines.
 */
export function readVersions(text: string): ReadLine[] {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  if (lines.length < 2) return [{ line: lines[0] ?? text, read: readVersion(lines[0] ?? '') }];
  const reads = lines.map((line) => ({ line, read: readVersion(line) }));
  const from = (...kinds: ReadFrom[]) =>
    reads.filter(({ read }) => read !== null && kinds.includes(read.from));
  const answers = from('haproxy-v');
  if (answers.length > 0) return answers;
  const fields = from('field');
  const packages = from('package');
  if (fields.length > 0) return packages.length > 0 ? packages : fields;
  return packages.length > 0 ? reads.filter(({ read }) => read !== null) : reads;
}

/** Reads the version that one line names; never throws. */
export function readVersion(line: string): ReadVersion | null {
  const text = line
    .slice(0, MAX_LINE_LENGTH)
    .replaceAll(COLOUR, '')
    .replaceAll(/[\s|]+/g, ' ')
    .trim();
  const [, program = '', answer] = ANSWER.exec(text) ?? [];
  if (answer !== undefined) {
    const naming = namingOf(answer);
    const isEnterprise = /hapee|enterprise/i.test(program);
    return withSource(isEnterprise ? enterpriseOf(naming) : naming, 'haproxy-v');
  }
  const words = text.replace(UPGRADE, '').split(' ').slice(0, MAX_WORDS);
  if (APPLIANCE.test(text)) return null;
  if (ENTERPRISE_LINE.test(text)) return enterpriseLine(words);
  const [, field] = FIELD.exec(text) ?? [];
  if (field !== undefined) return withSource(namingOf(field), 'field');
  const [, installed] = UPGRADABLE.exec(text) ?? [];
  if (installed !== undefined) return named(['haproxy', installed, '']) ?? named([installed, '']);
  if (versionsOf(words).size > 1) return null;
  const word = text.replace(DATE_BEHIND, '');
  return named(words) ?? (word.includes(' ') ? null : single(word));
}

function withSource(naming: Naming | null, from: ReadFrom): ReadVersion | null {
  if (naming === null) return null;
  return { ...naming, from, readAs: naming.kind === 'version' ? naming.version.text : naming.text };
}

/** Numbers that HAProxy Technologies gives: of a version that looks like HAProxy's own the branch alone is taken. */
function enterpriseOf(naming: Naming | null): Naming | null {
  if (naming?.kind !== 'version') return naming && { ...naming, kind: 'enterprise' };
  const { text, major, minor } = naming.version;
  return { kind: 'enterprise', text, branch: `${major}.${minor}` };
}

function enterpriseLine(words: readonly string[]): ReadVersion {
  for (const word of words) {
    const image = imageNaming(word);
    if (image?.kind === 'enterprise') return { ...image, from: 'image', readAs: image.text };
  }
  const start = words.findIndex((word) => /^["'`(]*hapee-/i.test(word));
  const packaged =
    start < 0
      ? null
      : enterprisePackage(
          words
            .slice(start, start + 2)
            .join(' ')
            .replace(/^["'`(]+/, ''),
        );
  if (packaged !== null) return { kind: 'enterprise', ...packaged, from: 'package', readAs: packaged.text };
  const namings = words.flatMap((word) => namingOf(word) ?? []);
  const product = namings.find(({ kind }) => kind === 'enterprise') ?? enterpriseOf(namings[0] ?? null);
  const naming: Naming =
    product?.kind === 'enterprise'
      ? product
      : { kind: 'enterprise', text: ENTERPRISE, branch: productBranch(words.join(' ')) };
  return { ...naming, from: 'name', readAs: naming.text };
}

/** The first word that names the program together with a version, or beside one. */
function named(words: readonly string[]): ReadVersion | null {
  for (const [place, word] of words.entries()) {
    const columns = words.slice(place + 1, place + 2 + MAX_COLUMNS_BETWEEN);
    const naming = PROGRAM_ALONE.test(word.replace(/^["'`(]+/, '')) ? versionAmong(columns) : null;
    if (naming !== null)
      return withSource(naming, isPlain(naming) && words.length === 2 ? 'name' : 'package');
    const [, version] = PROGRAM_AND_VERSION.exec(word.replace(/["'`)\]},;]+$/, '')) ?? [];
    const joined = version === undefined ? null : namingOf(version);
    if (joined !== null) return withSource(joined, words.length === 1 && TAG.test(word) ? 'tag' : 'package');
    const image = imageNaming(word);
    if (image !== null) return withSource(image, 'image');
  }
  return null;
}

/** The versions that stand for themselves in a line: of two nobody can tell which is meant. */
const versionsOf = (words: readonly string[]): Set<string> =>
  new Set(
    words.flatMap((word) => {
      const naming = namingOf(word);
      return naming?.kind === 'version' ? naming.version.text : [];
    }),
  );

function versionAmong(columns: readonly string[]): Naming | null {
  const namings = columns.map((column) => namingOf(column));
  return namings.find((naming) => naming !== null) ?? null;
}

const isPlain = (naming: Naming): boolean => naming.kind !== 'version' || naming.version.build === '';

function single(word: string): ReadVersion | null {
  const naming = namingOf(word);
  return withSource(naming, /^["'`(]*v\d/i.test(word) ? 'tag' : 'version');
}
