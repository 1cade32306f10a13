import { describe, expect, it } from 'vitest';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { LEAK_KINDS } from '../../lambdas/domain/records/leak-kind.ts';
import { anyKind, anyKindBalanced } from './any-kind.ts';
import type { CorpusHost } from './corpus.ts';

const isLeaky = ({ scenario }: CorpusHost) => scenario.leak !== null || scenario.resourceLeak !== undefined;
const truthOf = ({ scenario, seed }: CorpusHost) => simulateHost(scenario, seed).truth();

describe('a corpus of any kind', () => {
  it('is a function of its seed, with hosts of their own', () => {
    expect(anyKind(3, { hosts: 40 })).toEqual(anyKind(3, { hosts: 40 }));
    expect(anyKind(3, { hosts: 40 })).not.toEqual(anyKind(4, { hosts: 40 }));
    const hosts = anyKind(3, { hosts: 40 });
    expect(new Set(hosts.map(({ scenario }) => scenario.identity.hostId)).size).toBe(40);
  });

  it('has 4% leaky hosts, and half of them where it is balanced', () => {
    expect(anyKind(1, { hosts: 300 }).filter(isLeaky)).toHaveLength(12);
    expect(anyKindBalanced(1, { hosts: 300 }).filter(isLeaky)).toHaveLength(150);
  });

  it('has leaks of every kind, most of them material, and calls no other host leaky', () => {
    const hosts = anyKindBalanced(1, { hosts: 160 });
    const leaky = hosts.filter(isLeaky).map(truthOf);
    expect(new Set(leaky.map(({ leakKind }) => leakKind ?? 'none'))).toEqual(new Set(LEAK_KINDS));
    expect(leaky.filter(({ material }) => material).length).toBeGreaterThan(0.6 * leaky.length);
    const others = hosts.filter((host) => !isLeaky(host)).map(truthOf);
    expect(others.filter(({ leaking, material }) => leaking || material)).toEqual([]);
  });

  it('gives leaky and healthy hosts the same nuisances, in any combination', () => {
    const hosts = anyKindBalanced(1, { hosts: 400 });
    for (const group of [hosts.filter(isLeaky), hosts.filter((host) => !isLeaky(host))]) {
      const share = (has: (host: CorpusHost) => boolean) => group.filter(has).length / group.length;
      expect(share(({ scenario }) => scenario.nuisances === undefined)).toBeGreaterThan(0.15);
      expect(share(({ scenario }) => scenario.nuisances === undefined)).toBeLessThan(0.35);
      expect(share(({ scenario }) => (scenario.nuisances?.stocks.length ?? 0) > 3)).toBeGreaterThan(0.3);
      expect(share(({ scenario }) => (scenario.nuisances?.neighbours.length ?? 0) > 0)).toBeGreaterThan(0.08);
      expect(share(({ scenario }) => scenario.traffic.episodes !== undefined)).toBeGreaterThan(0.2);
      expect(share(({ scenario }) => scenario.probe === 'older')).toBeGreaterThan(0.3);
      expect(share(({ scenario }) => scenario.probe === 'older')).toBeLessThan(0.5);
    }
  });

  it('has healthy hosts that keep away from their limits', () => {
    const bins = anyKind(2, { hosts: 60, days: 14 })
      .filter((host) => !isLeaky(host))
      .map(({ scenario, seed }) => simulateHost(scenario, seed).bins(60));
    const nearest = bins.map((series) =>
      Math.max(
        ...series.map((bin) =>
          Math.max(
            (bin.connections ?? 0) / (bin.maxConnections ?? Infinity),
            (bin.openFiles ?? 0) / (bin.maxOpenFiles ?? Infinity),
            (bin.allResidentBytes ?? 0) / (bin.memoryLimitBytes ?? Infinity),
          ),
        ),
      ),
    );
    expect(nearest.filter((share) => share > 0.9).length).toBeLessThan(4);
  });
});
