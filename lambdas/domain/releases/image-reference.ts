import { type Naming, namingOf } from './version-word.ts';

/** Parts of an image's name that stand behind `haproxy` and still name HAProxy itself, not a program beside it. */
const REPOSITORY =
  /^haproxy(?:-(?:alpine|debian|ubuntu|ubi\d{0,2}|rhel\d{0,2}|quic|ssl|lts|slim|fips|amd64|arm64|community|awslc|wolfssl|openssl))*$/i;
const ENTERPRISE = /^(?:haproxy-enterprise|hapee)(?:-[0-9a-z.-]+)?$/i;
const SCHEME = /^(?:docker|docker-pullable|oci|containers-storage):\/\/|^docker:/i;
/** What an image's name may be made of, and thus harmless in a terminal and a shell. */
const REFERENCE = /^[0-9a-z][\w./:@+-]*$/i;

/**
 * What an image's name has to say: `docker.io/library/haproxy:2.8.11-alpine@sha256:…` is 2.8.11. A tag of a branch moves
 * from release to release, one such as `lts` or a digest alone names nothing.
 * @returns `null` for what is no image of HAProxy; never throws
 */
export function imageNaming(word: string): Naming | null {
  const reference = word
    .replace(/^["'`([{<]+/, '')
    .replace(/["'`)\]}>,;.]+$/, '')
    .replace(SCHEME, '');
  if (reference.length > 300 || !REFERENCE.test(reference) || reference.includes('://')) return null;
  const [name = '', ...digest] = reference.split('@');
  const [repository = '', ...tags] = name.slice(name.lastIndexOf('/') + 1).split(':');
  const isImage = name.includes('/') || tags.length === 1 || digest[0]?.startsWith('sha256:');
  if (!isImage || tags.length > 1 || digest.length > 1) return null;
  const tag = tags[0] ?? '';
  const naming = namingOf(tag, 'image');
  if (ENTERPRISE.test(repository)) {
    const branch = naming === null || naming.kind === 'version' ? null : naming.branch;
    return { kind: 'enterprise', text: reference, branch };
  }
  if (!REPOSITORY.test(repository)) return null;
  if (naming !== null && naming.kind !== 'branch') return naming;
  return { kind: 'branch', text: reference, branch: naming?.branch ?? null };
}
