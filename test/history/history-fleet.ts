import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import type { HostScenario } from '../../infra/local/hosts/simulation/host-scenario.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { type CorpusHost, hostOfKind, upgrades } from '../corpora/corpus.ts';

export const FROM = new Date('2026-10-05T00:00:00Z');
export const DAYS = 28;
export const UNTIL = '2026-11-02T00:00:00Z';
export const STEP_MINUTES = 30;

const size = { from: FROM, days: DAYS };

/** Hosts by what became of them: leaking, sound, and those of an upgrade that helped and of one that did not. */
const HOSTS: Readonly<Record<string, () => CorpusHost | undefined>> = {
  'lb-leaking': () => hostOfKind('linear', 2, size),
  'lb-sound-3': () => hostOfKind('steady', 3, size),
  'lb-sound-4': () => hostOfKind('steady', 4, size),
  'lb-sound-5': () => hostOfKind('steady', 5, size),
  'lb-growing': () => hostOfKind('growth', 6, size),
  'lb-fixed': () => upgrades(UPGRADE_SEED, { ...size, hosts: 5 })[0],
  'lb-not-fixed': () => upgrades(UPGRADE_SEED, { ...size, hosts: 5 })[1],
};
const UPGRADE_SEED = 4;

/** Four weeks of the fleet, as its probes would have told. */
export function historyFleet(changed: (scenario: HostScenario) => HostScenario = (same) => same): Sample[] {
  return Object.entries(HOSTS).flatMap(([hostId, hostOf]) => {
    const host = hostOf();
    if (host === undefined) throw new Error(`no host for ${hostId}`);
    const identity = { ...host.scenario.identity, hostId, name: hostId };
    const { sample } = simulateHost(changed({ ...host.scenario, identity }), host.seed);
    const runs = (DAYS * 24 * 60) / STEP_MINUTES;
    return Array.from(
      { length: runs },
      (_, run) => sample(new Date(FROM.getTime() + run * STEP_MINUTES * 60_000)) ?? [],
    ).flat();
  });
}
