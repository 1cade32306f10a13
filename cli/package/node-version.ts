// Part of what old Nodes read: no variable, class or pattern, which can't be written in the language of 2009.

/**
 * Why a Node is too old, with what to do about it.
 * @param running `16.20.2`
 * @param needed `22.12`, the oldest that will do
 * @param words what the person typed after the program's name
 * @returns `null` for one that is new enough
 */
export function oldNodeRefusal(running: string, needed: string, words: readonly string[]): string | null {
  if (!isBelow(running.split('.').map(Number), needed.split('.').map(Number))) return null;
  return `error: this is Node ${running}, and haproxy-fleet-auditor needs ${needed} or newer: install one from https://nodejs.org, or let npm fetch one by itself: npx -p node@24 -p haproxy-fleet-auditor auditor ${words.join(' ')}`.trim();
}

function isBelow(running: readonly number[], needed: readonly number[]): boolean {
  if (running[0] !== needed[0]) return Number(running[0]) < Number(needed[0]);
  return Number(running[1]) < Number(needed[1]);
}
