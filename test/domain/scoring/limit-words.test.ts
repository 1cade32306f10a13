import { describe, expect, it } from 'vitest';
import {
  type HostLimit,
  LIMITED_RESOURCES,
  type LimitedResource,
} from '../../../lambdas/domain/records/limit.ts';
import {
  isReached,
  limitName,
  nearLimitTexts,
  resourceNoun,
  standingPhrase,
} from '../../../lambdas/domain/scoring/limit-words.ts';

const limit = (resource: LimitedResource, changed: Partial<HostLimit> = {}): HostLimit => ({
  resource,
  level: 8_398,
  highest: 9_200,
  limit: 10_000,
  growthPerDay: { estimate: 600, low: 580, high: 620 },
  secondsToLimit: null,
  ...changed,
});
const NOW = { estimate: 0, low: 0, high: 0 };
const GIB = 2 ** 30;
const full = { level: 10_000, highest: 10_000, secondsToLimit: NOW };

describe('what is said of a host near a limit', () => {
  it('is that HAProxy takes no more connections at maxconn, and what to do', () => {
    const limits = [limit('connections', full)];
    expect(nearLimitTexts({ verdict: 'healthy', limits })).toEqual([
      '10,000 of 10,000 connections: HAProxy takes no more; raise maxconn as memory allows, or add hosts',
    ]);
    expect(nearLimitTexts({ verdict: 'leaking', limits })).toEqual([
      '10,000 of 10,000 connections: HAProxy takes no more; a restart frees what leaked',
    ]);
  });

  it('is what happens at the limit while it is only near', () => {
    expect(nearLimitTexts({ verdict: 'suspected', limits: [limit('connections')] })).toEqual([
      '9,200 of 10,000 connections: at the limit HAProxy takes no more; raise maxconn as memory allows, or add hosts',
    ]);
  });

  it.each(LIMITED_RESOURCES.filter((resource) => resource !== 'local-ports'))(
    'names what to raise for %s',
    (resource) => {
      const [text] = nearLimitTexts({ verdict: 'healthy', limits: [limit(resource, full)] });
      expect(text).toMatch(/^[\d.,]+ of [\d.,]+ (KiB of )?[a-zA-Z ]+: .+; (raise|give) .+$/);
    },
  );

  it('is nothing of a host with room, and of one whose limits were not read', () => {
    expect(
      nearLimitTexts({ verdict: 'leaking', limits: [limit('connections', { highest: 8_999 })] }),
    ).toEqual([]);
    expect(nearLimitTexts({ verdict: 'leaking' })).toEqual([]);
  });
});

describe('how a host stands to a limit', () => {
  it('has level, share and growth', () => {
    expect(standingPhrase(limit('connections', { highest: 8_900 }))).toBe(
      '8,398 of 10,000 connections (84%), growing by 600/day (95% CI 580–620)',
    );
  });

  it('has its highest share where that is near the limit and the level is not', () => {
    expect(standingPhrase(limit('connections', { growthPerDay: null }))).toBe(
      '8,398 of 10,000 connections (84%, 92% in its highest three hours)',
    );
    expect(standingPhrase(limit('connections', { ...full, growthPerDay: null }))).toBe(
      '10,000 of 10,000 connections (100%)',
    );
  });

  it('has bytes with their unit, once where it is the same', () => {
    const memory = { limit: 15.4 * GIB, growthPerDay: null };
    expect(standingPhrase(limit('memory', { ...memory, level: 1.3 * GIB }))).toBe(
      '1.3 of 15 GiB of memory (8%)',
    );
    expect(standingPhrase(limit('tcp-memory', { ...memory, level: GIB / 8 }))).toBe(
      '128 MiB of 15 GiB of TCP memory (1%)',
    );
  });

  it('says so where nobody read the limit', () => {
    const assumed = limit('tcp-memory', { level: GIB, limit: 2 * GIB, isAssumed: true, growthPerDay: null });
    expect(standingPhrase(assumed)).toBe('1 GiB of an assumed 2 GiB of TCP memory (50%)');
    expect(limitName('tcp-memory', [assumed])).toBe('its assumed TCP memory limit');
  });

  it('is that it reached it, only where it is at it now', () => {
    expect(isReached(limit('connections', full))).toBe(true);
    expect(isReached(limit('connections'))).toBe(false);
    expect(isReached(limit('connections', { secondsToLimit: { ...NOW, estimate: 60 } }))).toBe(false);
  });

  it('says that the ports in use are the most there can be', () => {
    expect(standingPhrase(limit('local-ports', { growthPerDay: null }))).toBe(
      'at most 8,398 of 10,000 local ports (84%), if all connections went to one destination',
    );
  });
});

describe('the name of a limit', () => {
  it('is that of what is limited', () => {
    expect(LIMITED_RESOURCES.map(resourceNoun)).toEqual([
      'connections',
      'open files',
      'memory',
      'TCP memory',
      'orphaned sockets',
      'local ports',
    ]);
  });

  it('is taken from the limit of that resource', () => {
    const limits = [limit('connections'), limit('descriptors', { limit: 500 })];
    expect(limitName('descriptors', limits)).toBe('its limit of 500 open files');
    expect(limitName('tcp-memory', limits)).toBe('its TCP memory limit');
  });

  it('has the limit where it is known', () => {
    expect(limitName('descriptors', [limit('descriptors')])).toBe('its limit of 10,000 open files');
    expect(limitName('descriptors')).toBe('its limit of open files');
    expect(limitName('memory', [limit('memory', { limit: 16 * GIB })])).toBe('its limit of 16 GiB of memory');
    expect(limitName('orphans', [limit('orphans')])).toBe("the kernel's limit of 10,000 orphaned sockets");
  });
});
