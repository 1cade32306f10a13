import type { Disbelief } from '../records/evidence.ts';
import { LEAK_KINDS, type LeakKind } from '../records/leak-kind.ts';
import type { Answer } from './checks/check.ts';
import type { CheckName } from './checks/index.ts';

/** What a check contributes to a kind of leak. */
export interface Piece {
  check: CheckName;
  logOdds: number;
  because: Disbelief | null;
  answer: Answer;
}

/** How likely a kind of leak is made by what speaks of it, before what is usual is added. */
export interface JudgedKind {
  kind: LeakKind;
  /** The sum of the pieces'. */
  logOdds: number;
  pieces: readonly Piece[];
  /** Whether it is TCP memory while what can be counted was read. */
  isAlone: boolean;
}

/**
 * What tells of each kind: facts, each a list of checks that tell the same one. The first fact must be there; its
 * loudest check counts in full. Of each further fact the loudest counts half, for or against: what a leak must make of
 * other readings. The others are its echo and count nothing: one fact counts once.
 */
const FACTS: Readonly<Record<LeakKind, readonly (readonly CheckName[])[]>> = {
  'stuck-streams': [
    ['stuck-streams', 'aged-streams'],
    ['dead-sockets', 'unlisted-sockets'],
    ['memory-growth'],
  ],
  'dead-sockets': [
    ['dead-sockets', 'all-dead-sockets', 'unlisted-sockets'],
    ['memory-growth'],
    ['open-file-growth', 'all-open-file-growth'],
  ],
  'live-sockets': [
    ['excess-close-wait', 'close-wait-sockets', 'connection-growth', 'streamless-connections'],
    ['open-file-growth', 'all-open-file-growth'],
  ],
  'untimed-streams': [['untimed-streams'], ['connection-growth', 'open-file-growth']],
  descriptors: [['excess-open-files', 'plain-file-growth', 'open-file-growth', 'all-open-file-growth']],
  'old-workers': [['old-workers'], ['old-worker-files', 'old-worker-memory']],
  memory: [['pool-growth', 'all-resident-growth', 'resident-growth', 'heap-growth']],
  'tcp-memory': [['memory-growth']],
};

/** What a leak of a kind takes along, and so is the less likely to leak by itself. */
export const TAKES_ALONG: Readonly<Partial<Record<LeakKind, readonly LeakKind[]>>> = {
  'stuck-streams': ['untimed-streams', 'live-sockets', 'descriptors', 'memory', 'tcp-memory'],
  'dead-sockets': ['untimed-streams', 'live-sockets', 'descriptors', 'memory', 'tcp-memory'],
  'untimed-streams': ['live-sockets', 'descriptors', 'memory', 'tcp-memory'],
  'live-sockets': ['descriptors', 'memory', 'tcp-memory'],
  'old-workers': ['descriptors', 'memory', 'tcp-memory'],
  descriptors: ['memory'],
};

/** Facts after the first count so much of themselves. */
const FURTHER = 0.5;
/** Nor does what is flat and ought to grow with a leak speak against it beyond this. */
const LEAST_FURTHER = 0;
/** Beyond it a kind is as sure as a model makes it. */
const MOST = 9;
/** From here on something is there, and may be what takes others along. */
const TOLD = 1;
const TAKEN_ALONG = -1.5;
/**
 * No public report knows TCP memory that leaks while nothing that can be counted does: where that was read and is
 * flat, growth of memory alone makes a host suspected at most.
 */
const MOST_ALONE = 3.6;

/**
 * Every kind that a host's readings say anything of, the likeliest first.
 * @param answers of the checks that could answer
 */
export function judgeKinds(answers: ReadonlyMap<CheckName, Answer>): JudgedKind[] {
  const judged = LEAK_KINDS.flatMap((kind) => judgeKind(kind, answers));
  const told = new Set(judged.filter(({ logOdds }) => logOdds > TOLD).map(({ kind }) => kind));
  return judged
    .map((subject) => {
      const isTaken = [...told].some((other) => TAKES_ALONG[other]?.includes(subject.kind));
      return isTaken ? shifted(subject, subject.logOdds + TAKEN_ALONG, 'echo') : subject;
    })
    .sort((a, b) => b.logOdds - a.logOdds);
}

function judgeKind(kind: LeakKind, answers: ReadonlyMap<CheckName, Answer>): JudgedKind[] {
  const [first = [], ...others] = FACTS[kind];
  const lead = piecesOf(first, answers, 1);
  const leading = lead[0]?.logOdds;
  if (leading === undefined) return [];
  const further = leading > 0 ? others.flatMap((fact) => piecesOf(fact, answers, FURTHER)) : [];
  const pieces = [...lead, ...further];
  const sum = pieces.reduce((total, { logOdds }) => total + logOdds, 0);
  const isAlone = kind === 'tcp-memory' && [...answers.keys()].some((name) => COUNTS.has(name));
  const most = isAlone ? MOST_ALONE : MOST;
  const judged = { kind, logOdds: sum, pieces, isAlone };
  return [sum > most ? capped(judged, most) : judged];
}

/** The same with a sum of so much. What a leak takes along gives way, for its first fact counts in full. */
function capped({ pieces: [lead, ...others], ...judged }: JudgedKind, most: number): JudgedKind {
  if (!lead) return { ...judged, pieces: [] };
  const leading = Math.min(lead.logOdds, most);
  const share = (most - leading) / (judged.logOdds - lead.logOdds || 1);
  const pieces = [
    { ...lead, logOdds: leading },
    ...others.map((piece) => ({ ...piece, logOdds: share * piece.logOdds })),
  ];
  return { ...judged, logOdds: most, pieces };
}

const COUNTS: ReadonlySet<CheckName> = new Set<CheckName>([
  'stuck-streams',
  'dead-sockets',
  'all-dead-sockets',
  'open-file-growth',
  'connection-growth',
]);

/** The loudest of a fact's checks, then its echo. */
function piecesOf(
  fact: readonly CheckName[],
  answers: ReadonlyMap<CheckName, Answer>,
  share: number,
): Piece[] {
  const known = fact
    .flatMap((check) => {
      const answer = answers.get(check);
      return answer ? [{ check, answer }] : [];
    })
    .sort((a, b) => b.answer.logRatio - a.answer.logRatio);
  return known.map(({ check, answer }, index) => {
    if (index > 0) return { check, answer, logOdds: 0, because: isSilent(answer) ? null : 'echo' };
    const logOdds = share === 1 ? answer.logRatio : share * Math.max(LEAST_FURTHER, answer.logRatio);
    return { check, answer, logOdds, because: answer.because };
  });
}

/** What shows nothing repeats nothing. */
const isSilent = ({ logRatio, growthPerDay }: Answer): boolean => logRatio <= 0 && growthPerDay === null;

/** The same with another sum, which its first piece then makes up. */
function shifted(subject: JudgedKind, to: number, because: Disbelief): JudgedKind {
  const [first, ...others] = subject.pieces;
  if (!first) return subject;
  const changed = { ...first, logOdds: first.logOdds + to - subject.logOdds, because };
  return { ...subject, logOdds: to, pieces: [changed, ...others] };
}
