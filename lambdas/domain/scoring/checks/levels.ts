import { countPhrase } from '../../format.ts';
import { READINGS } from '../readings.ts';
import type { Check } from './check.ts';
import { FIRST_DAYS } from './counted.ts';

// Checks of what stands, whether it grows or not: one sample is enough.

/** A few streams that look stuck for days are how some hosts are; each factor of e beyond it says so much more. */
export const FEW_AGED = 10;
const [PER_FACTOR, MOST_OF_AGES] = [1.2, 4];
/** Where peers close one way and stay, up to a sixth of the connections of sound hosts look so for good. */
const USUAL_SHARE = 0.2;

/**
 * Are there more streams stuck for more than a day than sound hosts have? Ages in one sample are history. After the
 * first days a usual share of the connections is allowed for, and what is beyond it counts though it has stopped
 * growing, as where the host is full, or where it came in one burst.
 */
export const agedStreams: Check<'aged-streams'> = {
  name: 'aged-streams',
  kind: 'stuck-streams',
  reading: 'oldStuckStreams',
  label: 'streams stuck for more than a day',
  phrase: countPhrase,
  countsLeak: true,
  scope: READINGS.oldStuckStreams.scope,
  measure: (host) => {
    const level = host.level('oldStuckStreams');
    if (level === null) return null;
    if (host.days < FIRST_DAYS) return { ...NO_GROWTH, level, base: FEW_AGED };
    const connections = host.level('connections');
    if (connections === null) return null;
    const base = FEW_AGED + USUAL_SHARE * connections;
    // What is usual says nothing: whether it grows is asked apart.
    return level > base ? { ...NO_GROWTH, level, base } : null;
  },
  answer: ({ level, base }) => {
    const beyond = PER_FACTOR * Math.log(Math.max(level, 1) / base);
    return {
      logRatio: Math.max(0, Math.min(MOST_OF_AGES, beyond)),
      because: null,
      isLoadOut: true,
      summary: `${countPhrase(level)} streams have been stuck for more than a day, as a single sample shows`,
      growthPerDay: null,
      weighedPerDay: null,
    };
  },
  drifts: () => 0,
};

const NO_GROWTH = {
  detail: null,
  perDay: 0,
  standardError: 0,
  halfWidth: 0,
  toldPerDay: 0,
  toldHalfWidth: 0,
  base: 0,
  slowest: 0,
  fastest: 0,
  shape: 0,
  step: 0,
  days: 0,
  isLoadOut: true,
  alibi: null,
} as const;

/** Beyond what a sound HAProxy can hold: what else a worker opens (checks, logs, its threads) is far less than so many. */
export const SURELY_BEYOND = 1000;

interface LevelQuestion<Name extends string>
  extends Pick<Check<Name>, 'name' | 'kind' | 'reading' | 'label'> {
  /** What stands, for the beginning of the sentence. */
  subject(level: number): string;
}

/** Does a worker hold more than a sound one can? It says as much as ages do, and leaves growth to other checks. */
const levelCheck = <const Name extends string>({
  subject,
  ...question
}: LevelQuestion<Name>): Check<Name> => ({
  ...question,
  phrase: countPhrase,
  countsLeak: true,
  scope: READINGS[question.reading].scope,
  measure: (host) => {
    const level = host.level(question.reading);
    return level !== null && level > SURELY_BEYOND ? { ...NO_GROWTH, level, base: SURELY_BEYOND } : null;
  },
  answer: ({ level }) => ({
    logRatio: MOST_OF_AGES,
    because: null,
    isLoadOut: true,
    summary: `${subject(level)}, more than a sound HAProxy holds`,
    growthPerDay: null,
    weighedPerDay: null,
  }),
  drifts: () => 0,
});

/** Are there more sockets in CLOSE_WAIT than connections and streams? */
export const excessCloseWait = levelCheck({
  name: 'excess-close-wait',
  kind: 'live-sockets',
  reading: 'excessCloseWaitSockets',
  label: 'sockets in CLOSE_WAIT beyond connections and streams',
  subject: (level) => `${countPhrase(level)} sockets in CLOSE_WAIT beyond two for each connection and stream`,
});

/** Are there more descriptors than connections, streams and what HAProxy keeps for later? */
export const excessOpenFiles = levelCheck({
  name: 'excess-open-files',
  kind: 'descriptors',
  reading: 'excessOpenFiles',
  label: 'open files beyond what connections and streams need',
  subject: (level) =>
    `${countPhrase(level)} open files beyond what connections, streams and idle connections need`,
});
