import { readdirSync, readFileSync } from 'node:fs';

/** Processes of this machine that have a command line: zombies have none. */
export function processes(): { pid: number; parent: number; words: string[] }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, -1);
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return words.length > 0 ? [{ pid: Number(name), parent, words }] : [];
      } catch {
        return [];
      }
    });
}
