import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import { placeOf } from '../../../lambdas/domain/records/host-key.ts';
import { planRollout, type RolloutContext } from '../../../lambdas/domain/rollout/plan-rollout.ts';
import { anAssessedHost } from '../an-assessed-host.ts';

const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
const REGIONS = ['eu-west-1', 'us-east-1'];

const fleets = fc
  .array(
    fc.record({
      accountId: fc.constantFrom(...ACCOUNTS),
      region: fc.constantFrom(...REGIONS),
      zone: fc.constantFrom('a', 'b', 'c'),
      role: fc.constantFrom('edge', 'api', null),
      urgency: fc.constantFrom('now', 'this-month' as const),
      verdict: fc.constantFrom('leaking', 'healthy' as const),
    }),
    { maxLength: 60 },
  )
  .map((made) =>
    made.map(({ zone, urgency, ...rest }, index) =>
      anAssessedHost(`i-${index}`, {
        ...rest,
        availabilityZone: `${rest.region}${zone}`,
        recommendation: { urgency },
      }),
    ),
  );

const wavesOf = (hosts: readonly AssessedHost[], context: Partial<RolloutContext> = {}) =>
  planRollout(hosts, { loads: new Map(), verifications: [], ...context }).waves.map(({ hosts }) => hosts);

describe('a plan over several accounts and regions', () => {
  it('never changes a role in two regions in one wave', () => {
    fc.assert(
      fc.property(fleets, (hosts) => {
        for (const wave of wavesOf(hosts)) {
          for (const ofRole of Map.groupBy(wave, ({ role }) => role).values())
            expect(new Set(ofRole.map(({ region }) => region)).size).toBe(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never changes more than a third of what a role has in one account and region, or one host', () => {
    fc.assert(
      fc.property(fleets, (hosts) => {
        const partOf = (host: {
          role: string | null;
          accountId?: string | undefined;
          region?: string | undefined;
        }) => `${placeOf(host)} ${host.role}`;
        for (const wave of wavesOf(hosts, { regionsTogether: true })) {
          for (const [part, ofPart] of Map.groupBy(wave, partOf)) {
            const all = hosts.filter((host) => partOf(host) === part).length;
            expect(ofPart.length).toBeLessThanOrEqual(Math.max(1, all / 3));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes regions side by side where somebody says so', () => {
    const hosts = REGIONS.flatMap((region) =>
      Array.from({ length: 30 }, (_, index) =>
        anAssessedHost(`i-${index}`, {
          accountId: ACCOUNTS[0],
          region,
          availabilityZone: `${region}${'abc'[index % 3]}`,
        }),
      ),
    );
    const together = wavesOf(hosts, { regionsTogether: true });
    expect(together.some((wave) => new Set(wave.map(({ region }) => region)).size === 2)).toBe(true);
    expect(together.flat()).toHaveLength(60);
    expect(wavesOf(hosts).flat()).toHaveLength(60);
    expect(together.length).toBeLessThan(wavesOf(hosts).length);
  });
});
