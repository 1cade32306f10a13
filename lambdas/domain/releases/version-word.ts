import { parseEnterpriseBuild } from '../records/enterprise-build.ts';
import { parseVersion, upstreamOf, type Version } from '../records/version.ts';
import { type EnterpriseRelease, productBranch } from './enterprise-release.ts';

/** What a text names: a version of HAProxy, a release of HAProxy Enterprise, or a branch alone, if that. */
export type Naming =
  | { kind: 'version'; version: Version }
  | ({ kind: 'enterprise' } & EnterpriseRelease)
  | { kind: 'branch'; text: string; branch: string | null };

const MAX_WORD_LENGTH = 200;

const OPENING = /^["'`([{<*=]+/;
const CLOSING = /["'`)\]}>,;:.!_-]+$/;
const EPOCH = /^\d{1,3}:/;
/** Of FreeBSD, behind the version. */
const PORT_EPOCH = /,\d{1,3}$/;
const FILE =
  /\.(?:src\.rpm|rpm|deb|apk|ebuild|pkg\.tar\.(?:zst|xz|gz)|pkg|txz|tar\.(?:gz|xz|bz2|zst)|tgz|zip|dsc)$/i;
const ARCHITECTURE =
  /[._-](?:x86_64(?:_v2)?|amd64|i[3-6]86|aarch64|arm64|armhf|armel|armv[67]h?l?|ppc64(?:le|el)?|s390x|riscv64|loong(?:arch)?64|mips\w{0,6}|noarch|any|all|src)$/i;

/** What images add to a version: the system they are built on, what they are for. No package is called so. */
const FLAVOUR =
  /-(?:alpine|debian|ubuntu|bookworm|bullseye|buster|trixie|sid|jammy|noble|focal|slim|ubi|rhel|rocky|centos|photon|distroless|quic|fips|amd64|arm64|arm32|arm64v8|root|rootless)(?:[-.\d].*)?$/i;
const ANY_FLAVOUR = /-(?!dev|rc|r\d)[a-z].*$/i;
const BRANCH = /^(\d{1,3}\.\d{1,3})(?:\.[x*]|-(?:dev|lts|stable|latest))?$/i;

/**
 * What a word names, whatever a pasted text, a shell or a list has left around it: `"v2.8.11",` is 2.8.11. An epoch, a
 * file's ending and an architecture are no part of a version.
 * @param from an image's tag may have any flavour behind its version
 * @returns `null` for what names nothing of HAProxy; never throws
 */
export function namingOf(word: string, from: 'image' | 'text' = 'text'): Naming | null {
  if (word.length > MAX_WORD_LENGTH) return null;
  const text = bareWord(word);
  const build = parseEnterpriseBuild(text);
  if (build !== null) return { kind: 'enterprise', ...build };
  const branch = /^(?:hapee-?)?\d/i.test(text) ? productBranch(text) : null;
  if (branch !== null) return { kind: 'enterprise', text: productOf(text), branch };
  const flavour = from === 'image' ? ANY_FLAVOUR : FLAVOUR;
  const version = parseVersion(text) ?? parseVersion(text.toLowerCase());
  if (version !== null) return { kind: 'version', version: withoutFlavour(version, flavour) };
  const plain = BRANCH.exec(text) ?? BRANCH.exec(text.replace(flavour, ''));
  return plain?.[1] === undefined ? null : { kind: 'branch', text: plain[1], branch: plain[1] };
}

function bareWord(word: string): string {
  return word
    .replace(OPENING, '')
    .replace(/[?#].*$/, '')
    .replace(CLOSING, '')
    .replace(EPOCH, '')
    .replace(/^v(?=\d)/i, '')
    .replace(FILE, '')
    .replace(ARCHITECTURE, '')
    .replace(PORT_EPOCH, '');
}

const productOf = (text: string): string => /\d{1,3}\.\d{1,3}r\d{1,3}/i.exec(text)?.[0] ?? '';

/** A commit of a private build, a distribution's revision and a patch level are no flavour. */
function withoutFlavour(version: Version, flavour: RegExp): Version {
  const { build, commit, distribution } = version;
  const isFlavour = commit === null && flavour.exec(build)?.index === 0;
  if (!isFlavour || (distribution !== null && !FLAVOUR.test(build))) return version;
  return parseVersion(upstreamOf(version)) ?? version;
}
