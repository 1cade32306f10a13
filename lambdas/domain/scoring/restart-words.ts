import { durationPhrase } from '../format.ts';
import { DAY_SECONDS } from '../records/time.ts';

const RHYTHMS = [
  [1, 'daily'],
  [7, 'weekly'],
  [14, 'fortnightly'],
] as const;

/** `weekly`, of restarts that come at such intervals: to stand before the word. */
export function rhythmPhrase(everySeconds: number): string {
  const days = everySeconds / DAY_SECONDS;
  const rhythm = RHYTHMS.find(([usual]) => Math.abs(days - usual) <= usual / 8);
  if (rhythm !== undefined) return rhythm[1];
  const duration = durationPhrase(Math.max(1, Math.round(days)) * DAY_SECONDS);
  return duration.replace(/ (\w+?)s?$/, '-$1');
}
