import { constants } from 'node:buffer';
import { expect, it } from 'vitest';
import { LARGEST_FLEET } from '../../infra/config/function-size.ts';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { MAXIMUM_CHARACTERS, printAssessment } from '../../lambdas/domain/records/assessment-lines.ts';
import { DAY, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { FIRST_REPORT_SEED, FROM, fourPercent } from '../corpora/corpus.ts';

it('has the largest fleet no larger than what the assessment, and each part of it, has room for', () => {
  const hosts = fourPercent(FIRST_REPORT_SEED, { hosts: 80, days: WINDOW_DAYS, from: FROM });
  const bins = hosts.flatMap(({ scenario, seed }) => simulateHost(scenario, seed).bins(60));
  const at = new Date(FROM.getTime() + WINDOW_DAYS * DAY);
  const assessment = assessFleet(bins, { at, knowledge, before: null });
  const parts = [...printAssessment(assessment)].map(({ length }) => length);
  const charactersAHost = parts.reduce((sum, length) => sum + length) / assessment.hosts.length;
  expect(charactersAHost * LARGEST_FLEET).toBeLessThan(0.5 * MAXIMUM_CHARACTERS);
  // The plan is in one part, and may be of each host.
  const planned = assessment.plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  expect(((parts.at(-1) ?? 0) / planned) * LARGEST_FLEET).toBeLessThan(0.5 * constants.MAX_STRING_LENGTH);
});
