import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { FLEET, LEAKING, textOf, writeArchive } from './archives.ts';
import { auditor } from './auditor.ts';

const BUILD = '2.8.0-1.0.0-329.1202';
const ofEnterprise = (sample: Sample): Sample =>
  sample.outcome !== 'sampled'
    ? sample
    : {
        ...sample,
        processes: sample.processes.map((worker) => ({
          ...worker,
          version: BUILD,
          package: 'hapee-2.8r1-lb 1.0.0-329.1202',
        })),
      };
const folder = writeArchive({ 'samples.ndjson': textOf(FLEET.map(ofEnterprise)) });
const out = join(folder, 'out');
afterAll(() => rmSync(folder, { recursive: true }));

/** A release of HAProxy or a known bug, where neither may be claimed. */
const CLAIM = /HAPX-\d|(?<![\d.])\d\.\d\.\d+(?![\d.])/;
/** Its own numbers, of which a narrow table leaves the beginning out. */
const OWN_NUMBERS = /(?:(?:2\.)?8\.0-|hapee-2\.8r1-lb )1\.0\.0-329\.1202/g;

describe('a fleet on HAProxy Enterprise', () => {
  it.each([
    ['score', [folder, '--exit-zero']],
    ['explain', [LEAKING, '--from', folder]],
    ['plan', ['--from', folder]],
    ['report', ['--from', folder, '--out', out]],
  ])('has no release and no known bug claimed of it by auditor %s', async (command, words) => {
    const { stdout, status } = await auditor([command, ...words]);
    expect(status).toBe(0);
    expect(stdout.replaceAll(OWN_NUMBERS, '')).not.toMatch(CLAIM);
  });

  it('is a cohort of its build, whose leaking host is restarted for the reason given', async () => {
    const { stdout } = await auditor(['score', folder, '--exit-zero', '--json']);
    const { hosts, cohorts } = JSON.parse(stdout);
    expect(cohorts.map(({ cohort }: { cohort: string }) => cohort.split('/')[1])).toEqual([BUILD]);
    const leaking = hosts.find(({ hostId }: { hostId: string }) => hostId === LEAKING);
    expect(leaking.recommendation).toMatchObject({ action: 'restart', to: null, floor: null });
    expect(leaking.recommendation.reasons.join('\n')).toContain(
      `${BUILD} is HAProxy Enterprise of branch 2.8`,
    );
  });

  it('is "not known" in the report', async () => {
    await auditor(['report', '--from', folder, '--out', out]);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain(BUILD);
    expect(page).toContain('not known');
    expect(page).not.toMatch(/HAPX-\d/);
  });
});
