import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { renderPlan } from '../../../cli/text/plan.ts';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import type { RolloutWave } from '../../../lambdas/domain/records/rollout-plan.ts';
import type { ReleaseVerification } from '../../../lambdas/domain/records/verification.ts';
import { planRollout } from '../../../lambdas/domain/rollout/plan-rollout.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { deriveBins } from '../../domain/all-bins.ts';
import { anAssessedHost } from '../../domain/an-assessed-host.ts';
import { END, FLEET, LEAKING, textOf, writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

const folder = writeArchive({ 'all.ndjson': textOf(FLEET) });
afterAll(() => rmSync(folder, { recursive: true }));

describe('auditor plan', () => {
  const assessment = assessFleet(deriveBins(FLEET), { at: new Date(END), knowledge, before: null });

  it("prints the assessment's plan and verifications as JSON", async () => {
    const { stdout, status } = await auditor(['plan', '--from', folder, '--json']);
    const { plan, verifications, assessedAt } = assessment;
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(JSON.stringify({ schema: 1, assessedAt, plan, verifications })),
    );
    expect(plan.waves.length).toBeGreaterThan(0);
    expect(status).toBe(0);
  });

  it('prints every host of the plan, without colours into a pipe', async () => {
    const { stdout } = await auditor(['plan', '--from', folder, '--at', END]);
    for (const { hosts } of assessment.plan.waves) {
      for (const { name } of hosts) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(stdout).toContain(`plan --from ${folder}`);
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    { words: ['--from', '/no/such'], says: /no such file/ },
    { words: ['--from', folder, '--at', 'yesterday'], says: /Expected is an instant/ },
    { words: [], says: /--from/ },
    { words: ['--from', folder, '--role', 'egde'], says: /no host has the role "egde"; there is internal/ },
    { words: ['--from', folder, '--account', '1'], says: /no host has the account "1"; there is \d{12}/ },
    { words: ['--from', folder, '--wave-size', '0'], says: /whole number from 1/ },
    { words: ['--from', folder, '--acknowledgements', '/no/such'], says: /can not be read/ },
  ])('refuses $words', async ({ words, says }) => {
    const { stderr, status } = await auditor(['plan', ...words]);
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
  });
});

describe('auditor plan for some hosts', () => {
  const planOf = async (...words: string[]) => {
    const { stdout } = await auditor(['plan', '--from', folder, '--json', ...words]);
    const { plan, selection } = JSON.parse(stdout);
    const waves: RolloutWave[] = plan.waves;
    return {
      sizes: waves.map(({ hosts }) => hosts.length),
      ids: waves.flatMap(({ hosts }) => hosts.map(({ hostId }) => hostId)),
      selection,
      plan,
    };
  };

  it('has those that leak alone with --leaking, and says so', async () => {
    const { ids, selection } = await planOf('--leaking');
    expect(ids).toEqual([LEAKING]);
    expect(selection).toEqual({ leaking: true });
    const { stdout } = await auditor(['plan', '--from', folder, '--leaking', '--role', 'internal']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'To change of role internal, leaking hosts only: 1 host that leaks',
    );
    expect(stdout).not.toContain('Hosts without a finding');
  });

  it('has those of a role and of an account', async () => {
    const { ids } = await planOf();
    const [sample] = FLEET;
    expect((await planOf('--role', 'internal')).ids).toEqual(ids);
    expect((await planOf('--account', sample?.accountId ?? '')).ids).toEqual(ids);
  });

  it('has waves of no more hosts than --wave-size', async () => {
    expect((await planOf('--wave-size', '1')).sizes).toEqual([1, 1, 1]);
  });

  it('leaves out what is accepted in a file', async () => {
    const accepted = [{ target: 'lb-l*', reason: 'replaced', until: '2027-01-01T00:00:00Z' }];
    const file = writeArchive({ 'accepted.json': JSON.stringify(accepted) });
    const { ids, plan } = await planOf('--acknowledgements', `${file}/accepted.json`);
    expect(ids).not.toContain(LEAKING);
    expect(plan.unplanned).toMatchObject([{ hostId: LEAKING, reason: expect.stringContaining('replaced') }]);
    rmSync(file, { recursive: true });
  });
});

describe('renderPlan', () => {
  const hostile = 'a\u001b[2J\u202e<b>=cmd()';
  const told: ReleaseVerification = {
    role: hostile,
    from: '2.8.11',
    to: '2.8.13',
    firstAt: '2026-11-10T00:00:00Z',
    lastAt: '2026-11-11T00:00:00Z',
    hosts: 3,
    others: 2,
    before: null,
    after: null,
    effect: null,
    verdict: 'not-fixed',
    daysToGo: null,
    summary: `3 of 3 hosts leaked ${hostile}`,
  };

  function assessed(count: number, verifications: ReleaseVerification[] = []): Assessment {
    const hosts = Array.from({ length: count }, (_, place) =>
      anAssessedHost(`i-${place}`, {
        name: place === 0 ? hostile : `a-rather-long-name-of-a-load-balancer-${place}`,
        role: place % 2 === 0 ? 'edge-of-the-network' : hostile,
        availabilityZone: `ap-southeast-${place % 3}a`,
        reachable: place !== 5,
        recommendation: { urgency: 'next-window' },
      }),
    );
    const base = assessFleet([], { at: new Date(END), knowledge, before: null });
    const plan = planRollout(hosts, { loads: new Map(), verifications: [] });
    return { ...base, hosts, plan, verifications };
  }

  it.each([60, 80, 115, 116, 200])('fits %i columns, and lets no control character through', (columns) => {
    const text = renderPlan(assessed(40, [told]), { columns, paths: ['.'] });
    const lines = text.split('\n').filter((line) => !line.includes('npm run'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(columns, 80));
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain('a?[2J?<b>=cmd()');
  });

  it('shows past upgrades first, then the waves, then what is not planned', () => {
    const text = renderPlan(assessed(40, [told]), { columns: 80, paths: ['.'] });
    const places = ['Last upgrades', 'not fixed  ', 'Wave 1, canary: 2 hosts', 'Wave 2: ', 'Not planned: 1'];
    const found = places.map((place) => text.indexOf(place));
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });

  it('says how much of a long plan it leaves out, and of large waves where their hosts are', () => {
    const text = renderPlan(assessed(1000), { columns: 80, paths: ['-'] });
    expect(text).toMatch(/^ {2}and 38 more: --json lists all of them$/m);
    expect(text).toMatch(/^Waves 9 to \d\d: \d+ hosts, at most 50 a wave, from day \d+ to day/m);
    expect(text).toMatch(/^ {2}.* 25, .* 25; ap-southeast-\da 17, ap-southeast-\da 17,/m);
    expect(text.split('\n').length).toBeLessThan(400);
    expect(text).not.toContain('npm run');
    expect(text).not.toContain('Last upgrades');
  });

  it('names the hosts that can not wait for their wave', () => {
    const { hosts, ...rest } = assessed(40);
    const soon = hosts.map((host) => ({
      ...host,
      secondsToPressure: { estimate: 9 * 86_400, low: 8 * 86_400, high: null },
    }));
    const plan = planRollout(soon, { loads: new Map(), verifications: [] });
    const text = renderPlan({ ...rest, hosts: soon, plan }, { columns: 80, paths: ['-'] });
    expect(text).toMatch(/^\d+ hosts may reach a limit before their waves:/m);
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/\(wave \d, day \d+\).* Restart them before that\./);
  });

  it('never says of hosts that nobody judged that they do not leak', () => {
    const { hosts, ...rest } = assessed(30);
    const some = hosts.map((host, place) => ({
      ...host,
      verdict: place < 15 ? ('insufficient-data' as const) : ('healthy' as const),
    }));
    const plan = planRollout(some, { loads: new Map(), verifications: [] });
    const text = renderPlan({ ...rest, hosts: some, plan }, { columns: 120, paths: ['-'] });
    expect(text).toMatch(/To change: \d+ hosts without a finding in/);
    expect(text).toContain('Hosts without a finding');
    expect(text).not.toMatch(/without a leak|don't leak/);
    const canaries = plan.waves.filter(({ kind }) => kind === 'canary').flatMap(({ hosts }) => hosts);
    expect(text.match(/not judged yet/g)?.length).toBeGreaterThan(canaries.length);
  });

  it('says that there is nothing to do', () => {
    const text = renderPlan(assessed(0), { columns: 80, paths: ['-'] });
    expect(text).toMatch(/^0 hosts until 2026-10-20 00:00 UTC: no host needs/);
  });
});
