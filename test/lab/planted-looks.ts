import type { Verdict } from '../../lambdas/domain/records/verdict.ts';

export const KINDS = ['dead-sockets', 'old-workers', 'busy'] as const;
export type Kind = (typeof KINDS)[number];

/** What each of three real hosts is found to be. */
export const VERDICTS: Readonly<Record<Kind, Verdict>> = {
  'dead-sockets': 'leaking',
  'old-workers': 'reload-residue',
  busy: 'healthy',
};

type Looks = Readonly<Record<Kind, readonly string[]>>;

/** What the probe printed of one of three hosts, put in the place of what it printed: its verdict has to change. */
export const PLANTED: readonly { kind: Kind; what: string; printed: (looks: Looks) => readonly string[] }[] =
  [
    {
      kind: 'dead-sockets',
      what: 'its dead sockets grow no more',
      printed: (looks) => looks['dead-sockets'].map(() => looks['dead-sockets'][0] ?? ''),
    },
    {
      kind: 'old-workers',
      what: 'its old workers are gone',
      printed: (looks) => looks['old-workers'].map(withoutOldWorkers),
    },
    { kind: 'busy', what: 'it has the dead sockets of the other', printed: (looks) => looks['dead-sockets'] },
  ];

function withoutOldWorkers(line: string): string {
  const read = JSON.parse(line) as { w: unknown[] };
  return JSON.stringify({ ...read, w: read.w.slice(0, 1) });
}
