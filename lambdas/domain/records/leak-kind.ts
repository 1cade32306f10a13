import * as z from 'zod';

/**
 * What leaks, the more telling first: a leak of one kind takes those after it along, as a stuck stream takes
 * descriptors, memory and TCP memory.
 */
export const LEAK_KINDS = [
  'stuck-streams',
  'dead-sockets',
  'live-sockets',
  'untimed-streams',
  'descriptors',
  'old-workers',
  'memory',
  'tcp-memory',
] as const;
export const LeakKind = z.enum(LEAK_KINDS);
export type LeakKind = z.infer<typeof LeakKind>;

/** Each kind in words, as the subject of a sentence. */
export const LEAK_KIND_WORDS: Readonly<Record<LeakKind, string>> = {
  'stuck-streams': 'stuck streams',
  'dead-sockets': 'dead sockets',
  'live-sockets': 'connections that are never closed',
  'untimed-streams': 'streams without any timer',
  descriptors: 'descriptors',
  'old-workers': 'old workers that never end',
  memory: 'memory',
  'tcp-memory': 'TCP memory',
};
