import { describe, expect, it } from 'vitest';
import { planTimelines, type Ramp } from '../../../infra/local/aws/ssm-timeline.ts';
import type { LocalAnswer } from '../../../infra/local/hosts/local-host.ts';
import { hash, seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { auditDeadlineSeconds, lifeSeconds } from '../../../lambdas/domain/records/command-time.ts';

/** Hosts that answer within 1 to 18 s, as slow as the probe may be; of those behind the first ten, 1 % never. */
function fleet(hosts: number): LocalAnswer[] {
  const random = seededRandom(hash(hosts, 4));
  return Array.from({ length: hosts }, (_, index) => {
    const afterSeconds = index > 10 && random.chance(0.01) ? Number.POSITIVE_INFINITY : random.between(1, 18);
    return { status: 'Success', statusDetails: 'Success', stdout: '', afterSeconds };
  });
}

/** Of the hosts that answer, those that a command of such a life reaches in time. */
function reached(hosts: number, ramp: Ramp, expiresAfterSeconds: number): number {
  const answers = fleet(hosts);
  const control = { ramp, maxConcurrency: hosts, maxErrors: hosts, expiresAfterSeconds };
  const successes = planTimelines(answers, control).filter(({ ending }) => ending.status === 'Success');
  return successes.length / answers.filter(({ afterSeconds }) => Number.isFinite(afterSeconds)).length;
}

describe("a command's life", () => {
  it.each([1, 2, 40, 300, 2_000, 10_000, 50_000])(
    'reaches each of %i hosts, however SSM goes on',
    (hosts) => {
      expect(reached(hosts, 'completed', lifeSeconds(hosts))).toBe(1);
      expect(reached(hosts, 'acknowledged', lifeSeconds(hosts))).toBe(1);
    },
  );

  it.each([
    { hosts: 300, share: 1 },
    { hosts: 2_000, share: 0.3 },
    { hosts: 50_000, share: 0.02 },
  ])('of 60 s reaches less than all of $hosts hosts that SSM waits for', ({ hosts, share }) => {
    expect(reached(hosts, 'completed', 60)).toBeLessThan(share);
  });

  it.each([
    [1, 116],
    [40, 166],
    [2_000, 177],
    [10_000, 225],
    [50_000, 465],
  ])('makes an audit of %i hosts wait for %i s at most', (hosts, seconds) => {
    expect(auditDeadlineSeconds(hosts)).toBe(seconds);
  });
});
