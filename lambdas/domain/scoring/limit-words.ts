import { bytesPhrase, countPhrase, growthPhrase, wholePercent } from '../format.ts';
import type { HostLimit, LimitedResource } from '../records/limit.ts';
import type { Verdict } from '../records/verdict.ts';
import { nearLimits } from './limits.ts';

// Every wording of a limit and of how a host stands to it, side by side.

interface ResourceWords {
  /** What is counted. */
  noun: string;
  phrase(value: number): string;
  /** Whose limit it is. */
  whose: 'its' | "the kernel's";
  /** What happens at the limit. */
  consequence: string;
  /** What to do where nothing leaks. */
  remedy: string;
}

const kernels = { whose: "the kernel's", phrase: countPhrase } as const;
const own = { whose: 'its', phrase: countPhrase } as const;

const WORDS: Readonly<Record<LimitedResource, ResourceWords>> = {
  connections: {
    ...own,
    noun: 'connections',
    consequence: 'HAProxy takes no more',
    remedy: 'raise maxconn as memory allows, or add hosts',
  },
  descriptors: {
    ...own,
    noun: 'open files',
    consequence: 'HAProxy can open no more, and connections fail',
    remedy: "raise HAProxy's limit (ulimit-n, or LimitNOFILE of its unit), or add hosts",
  },
  memory: {
    ...own,
    phrase: bytesPhrase,
    noun: 'memory',
    consequence: 'the kernel kills HAProxy when it is full',
    remedy: 'give it more memory, or lower maxconn',
  },
  'tcp-memory': {
    ...kernels,
    phrase: bytesPhrase,
    noun: 'TCP memory',
    consequence: 'the kernel cuts the buffers of all connections',
    remedy: 'raise net.ipv4.tcp_mem as memory allows, or add hosts',
  },
  orphans: {
    ...kernels,
    noun: 'orphaned sockets',
    consequence: 'the kernel resets any more',
    remedy: 'raise net.ipv4.tcp_max_orphans as memory allows, or add hosts',
  },
  'local-ports': {
    ...kernels,
    noun: 'local ports',
    consequence: 'no more connections to that destination can be opened',
    remedy: 'widen net.ipv4.ip_local_port_range, or add addresses',
  },
};

/** `connections`, `TCP memory`. */
export const resourceNoun = (resource: LimitedResource): string => WORDS[resource].noun;

/** `its limit of 10,000 connections`; TCP memory's, which most are about, is named without its size. */
export function limitName(resource: LimitedResource, limits: readonly HostLimit[] = []): string {
  const { limit, isAssumed } = limits.find((candidate) => candidate.resource === resource) ?? {};
  if (resource === 'tcp-memory') return `its ${isAssumed ? 'assumed ' : ''}TCP memory limit`;
  const { whose, noun, phrase } = WORDS[resource];
  if (limit === undefined) return `${whose} limit of ${noun}`;
  return `${whose} limit of ${phrase(limit)} ${phrase === bytesPhrase ? 'of ' : ''}${noun}`;
}

/** `8,398 of 10,000 connections`, `1.3 of 15 GiB of memory`. */
function levelPhrase({ resource, limit, isAssumed }: HostLimit, level: number): string {
  const { phrase, noun } = WORDS[resource];
  if (isAssumed) return `${phrase(level)} of an assumed ${phrase(limit)} of ${noun}`;
  if (phrase !== bytesPhrase) return `${phrase(level)} of ${phrase(limit)} ${noun}`;
  const [[number, unit], whole] = [bytesPhrase(level).split(' '), bytesPhrase(limit)];
  return `${unit === whole.split(' ')[1] ? number : `${number} ${unit}`} of ${whole} of ${noun}`;
}

/** `8,398 of 10,000 connections (84%, 91% in its highest three hours), growing by 600/day (95% CI 580–620)`, of the last day. */
export function standingPhrase(limit: HostLimit): string {
  const { resource, level, highest, growthPerDay } = limit;
  const isNear = nearLimits([limit]).length > 0;
  const most = wholePercent(highest / limit.limit);
  const ofLevel = wholePercent(level / limit.limit);
  const share = isNear && most !== ofLevel ? `${ofLevel}, ${most} in its highest three hours` : ofLevel;
  const growth = growthPerDay ? `, ${growthPhrase(growthPerDay, WORDS[resource].phrase)}` : '';
  if (resource === 'local-ports')
    return `at most ${levelPhrase(limit, level)} (${share}), if all connections went to one destination${growth}`;
  return `${levelPhrase(limit, level)} (${share})${growth}`;
}

interface HostAtLimits {
  verdict: Verdict;
  limits?: readonly HostLimit[] | undefined;
}

/** `10,000 of 10,000 connections: HAProxy takes no more; raise maxconn as memory allows, or add hosts`, for each limit that it is near. */
export const nearLimitTexts = ({ limits = [], verdict }: HostAtLimits): string[] =>
  nearLimits(limits).map((limit) => {
    const { consequence, remedy } = WORDS[limit.resource];
    const when = isReached(limit) ? '' : 'at the limit ';
    const action = verdict === 'leaking' ? 'a restart frees what leaked' : remedy;
    return `${levelPhrase(limit, limit.highest)}: ${when}${consequence}; ${action}`;
  });

/** Whether a host stands at a limit now, rather than near it. */
export const isReached = ({ secondsToLimit }: HostLimit): boolean => secondsToLimit?.estimate === 0;
