import type { Branch } from './release.ts';

/** A fleet takes months to move between branches: one that ends sooner is no place to send it. */
const ENDS_SOON_MONTHS = 6;

/**
 * The branch to run: one's own while it lives, else the next long-term one that does. Where knowledge has none left,
 * the newest long-term branch, and one's own where that is newer still.
 */
export function targetBranch(current: Branch, branches: readonly Branch[], at: Date): Branch {
  if (lifeOf(current, at) === 'alive') return current;
  const newer = branches.slice(branches.indexOf(current) + 1).filter(({ longTerm }) => longTerm);
  return newer.find((branch) => lifeOf(branch, at) === 'alive') ?? newer.at(-1) ?? current;
}

/** Whether a branch still gets fixes at an instant, and for how long. */
export function lifeOf({ endOfLife }: Branch, at: Date): 'alive' | 'ends-soon' | 'ended' {
  if (endOfLife <= dayOf(at)) return 'ended';
  const soon = new Date(at);
  soon.setUTCMonth(soon.getUTCMonth() + ENDS_SOON_MONTHS);
  return endOfLife <= dayOf(soon) ? 'ends-soon' : 'alive';
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
