import { constants } from 'node:buffer';
import { expect, it } from 'vitest';
import { LARGEST_FLEET } from '../../infra/config/function-size.ts';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { DAY, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { FIRST_REPORT_SEED, FROM, fourPercent } from '../corpora/corpus.ts';

it('has the largest fleet no larger than what an assessment, which is one text, has room for', () => {
  const hosts = fourPercent(FIRST_REPORT_SEED, { hosts: 80, days: WINDOW_DAYS, from: FROM });
  const bins = hosts.flatMap(({ scenario, seed }) => simulateHost(scenario, seed).bins(60));
  const at = new Date(FROM.getTime() + WINDOW_DAYS * DAY);
  const assessment = assessFleet(bins, { at, knowledge, before: null });
  const charactersAHost = JSON.stringify(assessment).length / assessment.hosts.length;
  expect(charactersAHost * LARGEST_FLEET).toBeLessThan(0.95 * constants.MAX_STRING_LENGTH);
});
