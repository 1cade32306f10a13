import { describe, expect, it } from 'vitest';
import { recommender } from '../../../lambdas/domain/recommend/recommend.ts';
import type { HostConfiguration } from '../../../lambdas/domain/records/bin.ts';
import { Recommendation } from '../../../lambdas/domain/records/recommendation.ts';
import type { VERDICTS } from '../../../lambdas/domain/records/verdict.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { DAY_SECONDS, pressureIn, SOUND, situation } from './made-facts.ts';

const AT = new Date('2026-11-22T17:20:00Z');
const recommend = recommender(knowledge, AT);
const NEWER = ['package-newer'];

const leaking = (version: string | null, days: number | null, known = {}) =>
  situation({
    verdict: 'leaking',
    leakProbability: 0.99,
    version,
    secondsToPressure: days === null ? null : pressureIn(days),
    ...known,
  });
const suspected = (version: string | null, probability: number, days: number | null, known = {}) =>
  leaking(version, days, { verdict: 'suspected', leakProbability: probability, ...known });
const healthy = (version: string | null, known = {}) => situation({ version, ...known });
const seen = (verdict: (typeof VERDICTS)[number], version: string, known = {}) =>
  situation({ verdict, version, ...known });
const set = (directives: Partial<HostConfiguration>) => ({ config: { ...SOUND, ...directives } });

/** `restartIn`: days from the assessment. */
interface Row {
  host: ReturnType<typeof situation>;
  is: string;
  does: string;
  restartIn?: number;
  because: string;
}

describe('what to do with a host', () => {
  it.each<Row>([
    // It leaks, and a release is known to end that: the low end of the time to pressure says how soon.
    {
      is: 'leaking on 2.8.11, pressure in 5 days',
      host: leaking('2.8.11', 5),
      does: 'upgrade to 2.8.30, now',
      restartIn: 2.81,
      because: 'Known leak in 2.8.11: HAPX-0001, fixed in 2.8.14',
    },
    {
      is: 'leaking on 2.8.11, in 20 days',
      host: leaking('2.8.11', 20),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 11.25,
      because: 'in 20 days (15–27)',
    },
    {
      is: 'leaking on 2.8.11, in 20 days, and restarted every week before it gets there',
      host: leaking('2.8.11', 20, { restartEverySeconds: 7 * DAY_SECONDS }),
      does: 'upgrade to 2.8.30, this-month',
      because: 'weekly restart',
    },
    {
      is: 'leaking on 2.8.11, in 5 days, which is before its weekly restart',
      host: leaking('2.8.11', 5, { restartEverySeconds: 7 * DAY_SECONDS }),
      does: 'upgrade to 2.8.30, now',
      restartIn: 2.81,
      because: 'Known leak in 2.8.11',
    },
    {
      is: 'leaking on 2.8.11, pressure in 100 days',
      host: leaking('2.8.11', 100),
      does: 'upgrade to 2.8.30, this-month',
      because: 'HAPX-0001 is fixed in 2.8.14',
    },
    {
      is: 'leaking on 2.8.11, pressure in 200 days',
      host: leaking('2.8.11', 200),
      does: 'upgrade to 2.8.30, next-window',
      because: 'Leaking: 2,177 stuck streams',
    },
    {
      is: 'leaking on 2.8.11, its memory standing',
      host: leaking('2.8.11', null),
      does: 'upgrade to 2.8.30, next-window',
      because: 'reaches no limit at its present growth',
    },
    {
      is: 'leaking on 2.8.11, at the limit already',
      host: leaking('2.8.11', 0),
      does: 'upgrade to 2.8.30, now',
      restartIn: 0,
      because: 'It is at its TCP memory limit now',
    },
    {
      is: 'leaking on 2.8.11 without an upper end',
      host: leaking('2.8.11', 20, {
        secondsToPressure: { estimate: 2e6, low: 1.2e6, high: null },
      }),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 10.42,
      because: '(14 or more)',
    },
    // Evidence and knowledge that disagree.
    {
      is: 'leaking on 2.8.12, whose fix does not work',
      host: leaking('2.8.12', 100),
      does: 'upgrade to 2.8.30, this-month',
      because: '2.8.12 is often cited as the fix of HAPX-0001, but it still leaks; 2.8.14 is the first',
    },
    {
      is: 'leaking on 2.8.13, whose fix does not work',
      host: leaking('2.8.13', 20),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 11.25,
      because: 'The fix of HAPX-0001 in 2.8.13 does not work; 2.8.14 has the one that does',
    },
    {
      is: 'leaking on 2.8.14, which is fixed but for another bug',
      host: leaking('2.8.14', 100),
      does: 'upgrade to 2.8.30, this-month',
      because: 'although 2.8.14 is listed as free of HAPX-0001',
    },
    {
      is: 'leaking on 2.8.24 with a known bug of its back ends',
      host: leaking('2.8.24', 100),
      does: 'upgrade to 2.8.30, this-month',
      because: 'A known bug of 2.8.24 may be the cause: HAPX-0043 (with HTTP/2 backends)',
    },
    {
      is: 'leaking on 2.8.27, against which no such leak is known',
      host: leaking('2.8.27', 100),
      does: 'upgrade to 2.8.30, this-month',
      restartIn: 56.25,
      because: 'Leaking, and no known bug of 2.8.27 explains stuck streams: report',
    },
    {
      is: 'leaking on the latest of its branch',
      host: leaking('2.8.30', 20),
      does: 'restart, this-week',
      restartIn: 11.25,
      because: 'No release is known to fix it: a restart frees what leaked, and then the leak starts again',
    },
    {
      is: 'leaking on the latest, pressure in 300 days',
      host: leaking('3.2.26', 300),
      does: 'restart, next-window',
      restartIn: 168.75,
      because: "report it to HAProxy's maintainers",
    },
    {
      is: 'leaking on the latest, pressure in three years',
      host: leaking('3.2.26', 1000),
      does: 'restart, next-window',
      because: 'No release is known to fix it',
    },
    {
      is: 'healthy on 2.8.11',
      host: healthy('2.8.11'),
      does: 'upgrade to 2.8.30, next-window',
      because: 'No leak seen in 28 days, but 2.8.11 has known bugs with stuck streams (HAPX-0001 and',
    },
    {
      is: 'healthy on 2.8.13',
      host: healthy('2.8.13', { daysObserved: 14 }),
      does: 'upgrade to 2.8.30, next-window',
      because: 'No leak seen in 14 days, but 2.8.13 has known bugs with stuck streams (HAPX-0001',
    },
    {
      is: 'healthy on 2.9.5',
      host: healthy('2.9.5'),
      does: 'upgrade to 3.0.27, next-window',
      because: '2.9.5 has known bugs with stuck streams (probably HAPX-0001 and',
    },
    // Releases of every kind.
    {
      is: 'healthy on the latest',
      host: healthy('2.8.30'),
      does: 'nothing, none',
      because: 'No leak seen in 28 days',
    },
    {
      is: 'healthy on the latest release of a branch that ended',
      host: healthy('2.7.12'),
      does: 'upgrade to 2.8.30, next-window',
      because: 'Branch 2.7 ended on 2024-04-05',
    },
    {
      is: 'leaking on a branch that ended without the fix',
      host: leaking('2.9.5', 20),
      does: 'upgrade to 3.0.27, this-week',
      restartIn: 11.25,
      because: 'Probably a known leak in 2.9.5: HAPX-0001, probably fixed in 2.9.12',
    },
    {
      is: 'healthy on a branch older than all that is known',
      host: healthy('2.2.30'),
      does: 'upgrade to 2.8.30, next-window',
      because: '2.2.30 is of a branch older than all that are known here',
    },
    {
      is: 'healthy on a release that is not known yet',
      host: healthy('2.8.99'),
      does: 'watch, none',
      because: '2.8.99 is not a known release: what is known was checked on 2026-11-22',
    },
    {
      is: 'leaking on a release that is not known yet',
      host: leaking('3.6.1', 20),
      does: 'restart, this-week',
      restartIn: 11.25,
      because: '3.6.1 is of branch 3.6, which is not known',
    },
    {
      is: 'leaking on a private build',
      host: leaking('2.8.0-fdd8154ed', 100),
      does: 'upgrade to 2.8.30, this-month',
      because: 'A private build (2.8.0-fdd8154ed, from commit fdd8154ed): which patches it has is not known',
    },
    {
      is: 'healthy on a development version',
      host: healthy('3.0-dev12-d236b43'),
      does: 'upgrade to 3.0.27, next-window',
      because: 'A development version gets no fixes: run a release',
    },
    {
      is: "leaking on a distribution's package",
      host: leaking('2.8.5-1ubuntu3.4', 20),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 11.25,
      because: 'Distribution build (Ubuntu): security fixes may be backported',
    },
    {
      is: 'leaking without a version, of which the package tells',
      host: leaking(null, 100, { package: 'haproxy 1:2.8.11-1' }),
      does: 'upgrade to 2.8.30, this-month',
      because: 'HAProxy could not be asked for its version; its package has 2.8.11-1',
    },
    {
      is: 'leaking without a version or a package',
      host: leaking(null, 20),
      does: 'restart, this-week',
      restartIn: 11.25,
      because: 'Which release runs could not be read',
    },
    {
      is: 'healthy without a version or a package',
      host: healthy(null),
      does: 'watch, none',
      because: 'Which release runs could not be read',
    },
    {
      is: 'healthy with a hostile version',
      host: healthy('\u001b[2J<b>=1+1'),
      does: 'watch, none',
      because: 'Which release runs could not be read',
    },
    {
      is: 'healthy with the Enterprise package alone, which counts its own releases',
      host: healthy(null, { package: 'hapee-2.8r1-lb 1.0.0-317.529' }),
      does: 'watch, none',
      because: 'hapee-2.8r1-lb 1.0.0-317.529 is HAProxy Enterprise of branch 2.8: which release of HAProxy',
    },
    {
      is: 'healthy on a build of Enterprise',
      host: healthy('2.8.0-1.0.0-329.1202', { package: 'hapee-2.8r1-lb 1.0.0-329.1202' }),
      does: 'watch, none',
      because: "HAProxy Technologies' release notes list the fixes of each build",
    },
    {
      is: 'leaking on a build of Enterprise',
      host: leaking('2.8.0-1.0.0-329.1202', 20),
      does: 'restart, this-week',
      restartIn: 11.25,
      because: 'which known bugs it has is not known here',
    },
    {
      is: 'leaking on a build of Enterprise from before all branches that are known',
      host: leaking('1.8.0-1.0.0-200.523', 20),
      does: 'restart, this-week',
      restartIn: 11.25,
      because: '1.8.0-1.0.0-200.523 is HAProxy Enterprise of branch 1.8',
    },
    {
      is: 'healthy with an Enterprise package whatever its worker says',
      host: healthy('2.8.11', { package: 'hapee-2.8r1-lb\u001b[2J 1.0.0-329.1202' }),
      does: 'watch, none',
      because: 'hapee-2.8r1-lb is HAProxy Enterprise',
    },
    // A package that only waits for a restart.
    {
      is: 'leaking on 2.8.11, 2.8.30 installed',
      host: leaking('2.8.11', 20, { notes: NEWER, package: 'haproxy 2.8.30-1' }),
      does: 'restart to 2.8.30, this-week',
      restartIn: 11.25,
      because: 'The installed package has 2.8.30-1, the running worker is still 2.8.11: a restart is enough',
    },
    {
      is: 'leaking on 2.8.11, 2.8.13 installed',
      host: leaking('2.8.11', 20, { notes: NEWER, package: 'haproxy 2.8.13-1' }),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 11.25,
      because: 'The installed package has 2.8.13-1, which has HAPX-0001 too: a restart is not enough',
    },
    {
      is: 'healthy on 2.8.11, 2.8.20 installed',
      host: healthy('2.8.11', { notes: NEWER, package: 'haproxy 2.8.20-1' }),
      does: 'restart to 2.8.20, next-window',
      because: 'a restart is enough',
    },
    {
      is: 'healthy on 2.8.11, something newer installed',
      host: healthy('2.8.11', { notes: NEWER, package: 'haproxy' }),
      does: 'restart, next-window',
      because: 'look at what a restart would start',
    },
    {
      is: 'healthy on a build of Enterprise, a newer one installed',
      host: healthy('2.8.0-1.0.0-317.529', { notes: NEWER, package: 'hapee-2.8r1-lb 1.0.0-329.1202' }),
      does: 'restart, next-window',
      because: 'The installed package hapee-2.8r1-lb 1.0.0-329.1202 is newer than the running worker',
    },
    {
      is: 'leaking on 2.8.14, an older one installed',
      host: leaking('2.8.14', 20, { notes: NEWER, package: 'haproxy 2.8.9-1' }),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 11.25,
      because: "has 2.8.9-1, which is older: don't restart into it",
    },
    {
      is: 'healthy on the latest, its package built again',
      host: healthy('2.8.30-1', { notes: NEWER, package: 'haproxy 2.8.30-2' }),
      does: 'restart to 2.8.30, next-window',
      because: 'a restart is enough',
    },
    {
      is: 'healthy on 2.8.27, its package built again',
      host: healthy('2.8.27-1', { notes: NEWER, package: 'haproxy 2.8.27-2' }),
      does: 'upgrade to 2.8.30, next-window',
      because: 'has 2.8.27-2, the same release: a restart is not enough',
    },
    // It may leak.
    {
      is: 'suspected at 60 % on 2.8.11, in 20 days',
      host: suspected('2.8.11', 0.6, 20),
      does: 'upgrade to 2.8.30, this-week',
      restartIn: 11.25,
      because: 'May leak: 2,177 stuck streams',
    },
    {
      is: 'suspected at 35 % on 2.8.11, in 20 days',
      host: suspected('2.8.11', 0.35, 20),
      does: 'upgrade to 2.8.30, this-month',
      because: 'A leak is less likely than not, so this is less urgent by one step',
    },
    {
      is: 'suspected at 60 % on the latest, in 20 days',
      host: suspected('2.8.30', 0.6, 20),
      does: 'restart, this-week',
      restartIn: 11.25,
      because: 'May leak, and no known bug of 2.8.30 explains stuck streams',
    },
    {
      is: 'suspected at 35 % on the latest, in 20 days',
      host: suspected('2.8.30', 0.35, 20),
      does: 'watch, this-month',
      because: 'May leak',
    },
    {
      is: 'suspected at 60 % on the latest, pressure in 200 days',
      host: suspected('2.8.30', 0.6, 200),
      does: 'watch, none',
      because: 'May leak',
    },
    {
      is: 'suspected at 45 % of old workers that nothing ends, on the latest',
      host: {
        ...suspected('2.8.30', 0.45, 800),
        evidence: [{ check: 'old-workers', logOdds: 1.8, summary: '8 old workers that drain' }],
        stoppingWorkers: 8,
        ...set({ hardStopAfterSeconds: null }),
      },
      does: 'change-directive, next-window',
      because: 'May leak, and no known bug of 2.8.30 explains old workers that never end',
    },
    {
      is: 'suspected at 45 % of memory on the latest, beside old workers that nothing ends',
      host: {
        ...suspected('2.8.30', 0.45, 800),
        evidence: [{ check: 'pool-growth', logOdds: 1.8, summary: '2 GiB used in pools' }],
        stoppingWorkers: 8,
        ...set({ hardStopAfterSeconds: null }),
      },
      does: 'watch, none',
      because: 'May leak',
    },
    // What else its readings show.
    {
      is: 'load-growth on the latest',
      host: seen('load-growth', '2.8.30'),
      does: 'watch, none',
      because: 'Its memory grows with its traffic, which no release changes',
    },
    {
      is: 'load-growth on 2.8.11 near the limit',
      host: seen('load-growth', '2.8.11', { shareOfPressure: 0.85 }),
      does: 'change-directive, this-week',
      because: 'Upgrade to 2.8.30 at the next window as well',
    },
    {
      is: 'step on the latest',
      host: seen('step', '2.8.30'),
      does: 'watch, none',
      because: 'check what that changed',
    },
    {
      is: 'warming-up on 2.8.11',
      host: seen('warming-up', '2.8.11'),
      does: 'upgrade to 2.8.30, next-window',
      because: '2.8.11 has known bugs with stuck streams (HAPX-0001 and',
    },
    {
      is: 'reload-residue on the latest, bounded',
      host: seen('reload-residue', '2.8.30', { stoppingWorkers: 1 }),
      does: 'watch, none',
      because: 'Old workers still drain',
    },
    {
      is: 'reload-residue on the latest, not bounded',
      host: seen('reload-residue', '2.8.30', { stoppingWorkers: 2, ...set({ hardStopAfterSeconds: null }) }),
      does: 'change-directive, next-window',
      because: 'Old workers still drain',
    },
    {
      is: 'insufficient-data on the latest',
      host: seen('insufficient-data', '2.8.30', { daysObserved: 1.5 }),
      does: 'watch, none',
      because: 'Not enough data: observed for 1.5 days',
    },
    {
      is: 'insufficient-data on 2.8.11',
      host: seen('insufficient-data', '2.8.11', { daysObserved: 1 }),
      does: 'upgrade to 2.8.30, next-window',
      because: 'Not enough data: observed for 1 day',
    },
    {
      is: 'not-observable on the latest',
      host: seen('not-observable', '2.8.30'),
      does: 'watch, none',
      because: 'so a leak would not either',
    },
    {
      is: 'healthy on the latest with proxies that never time out',
      host: healthy('2.8.30', set({ untimedProxies: 2 })),
      does: 'change-directive, next-window',
      because: 'No leak seen in 28 days',
    },
    // How it is to be restarted.
    {
      is: 'leaking, a reload bounded',
      host: leaking('2.8.11', 100),
      does: 'upgrade to 2.8.30, this-month',
      because: 'After a reload the old worker keeps what leaked for up to 30 minutes: its hard-stop-after',
    },
    {
      is: 'leaking, a reload not bounded',
      host: leaking('2.8.11', 100, set({ hardStopAfterSeconds: null })),
      does: 'upgrade to 2.8.30, this-month',
      because: 'Restart, do not reload: after a reload the old worker keeps what leaked until it ends',
    },
    {
      is: 'leaking, its configuration not readable',
      host: leaking('2.8.11', 100, { config: null }),
      does: 'upgrade to 2.8.30, this-month',
      because: 'Its configuration could not be read',
    },
    {
      is: 'leaking, its configuration newer than its worker',
      host: leaking('2.8.11', 100, { notes: ['config-changed'] }),
      does: 'upgrade to 2.8.30, this-month',
      because: 'Its configuration file is newer than its worker',
    },
  ])('is "$does" where it is $is', ({ host, does, restartIn, because }) => {
    const { action, to, urgency, restartBy, reasons, ...rest } = recommend(host);
    expect(`${action}${to ? ` to ${to}` : ''}, ${urgency}`).toBe(does);
    const days = restartBy === null ? null : (Date.parse(restartBy) - AT.getTime()) / 1000 / DAY_SECONDS;
    if (restartIn === undefined) expect(restartBy).toBeNull();
    else expect(days).toBeCloseTo(restartIn, 2);
    expect(reasons.join('\n')).toContain(because);
    expect(Recommendation.parse({ action, to, urgency, restartBy, reasons, ...rest })).toBeTruthy();
    expect(reasons.join('')).not.toMatch(/\p{C}/u);
  });

  it('sees no contradiction in a leak that its release is known to have', () => {
    expect(recommend(leaking('2.8.11', 20)).reasons.join('\n')).not.toContain('although');
  });

  it.each([
    { version: '3.0.20', does: 'nothing' },
    { version: '3.0-dev12', does: 'upgrade' },
    { version: '3.1.17', does: 'upgrade' },
  ])('is to $does with a healthy $version where no bug is known', ({ version, does }) => {
    expect(recommender({ ...knowledge, advisories: [] }, AT)(healthy(version)).action).toBe(does);
  });

  it('names the floor of an upgrade', () => {
    expect(recommend(leaking('2.8.11', 20)).floor).toBe('2.8.14');
    expect(recommend(leaking('2.8.30', 20)).floor).toBeNull();
  });
});

describe('what its configuration calls for', () => {
  it.each([
    { is: 'a sound one', host: healthy('2.8.30'), calls: [] },
    { is: 'one that could not be read', host: healthy('2.8.30', { config: null }), calls: [] },
    {
      is: 'timeouts of hours',
      host: leaking('2.8.11', 20, set({ clientTimeoutSeconds: 10_800, serverTimeoutSeconds: 10_800 })),
      calls: [/^tcp-ut 30s, at the end of bind and server lines: timeouts last up to 3 hours/],
    },
    {
      is: 'a long timeout on one side',
      host: healthy('2.8.30', set({ serverTimeoutSeconds: 7200 })),
      calls: [/^tcp-ut 30s, at the end of server lines: /],
    },
    {
      is: 'long tunnels, tcp-ut on bind lines alone',
      host: healthy('2.8.30', set({ tunnelTimeoutSeconds: 86_400, clientTcpUserTimeoutSeconds: 30 })),
      calls: [/^tcp-ut 30s, at the end of server lines: timeouts last up to 1 day/],
    },
    {
      is: 'timeouts of an hour, as advised',
      host: healthy('2.8.30', set({ clientTimeoutSeconds: 3600, serverTimeoutSeconds: 3600 })),
      calls: [],
    },
    {
      is: 'proxies without timeouts',
      host: healthy('2.8.30', set({ untimedProxies: 2 })),
      calls: [
        /^timeout client 1m, timeout server 1m, timeout tunnel 1h, in the defaults section, .*: 2 proxies have/,
        /^tcp-ut 30s, .*: timeouts are missing/,
      ],
    },
    {
      is: 'old workers that nothing ends',
      host: leaking('2.8.11', 20, { stoppingWorkers: 3, ...set({ hardStopAfterSeconds: null }) }),
      calls: [/^hard-stop-after 30m, in the global section: 3 old workers drain/],
    },
    {
      is: 'tcp-ut on both sides of long timeouts',
      host: healthy(
        '2.8.30',
        set({
          tunnelTimeoutSeconds: 86_400,
          clientTcpUserTimeoutSeconds: 30,
          serverTcpUserTimeoutSeconds: 30,
        }),
      ),
      calls: [],
    },
    {
      is: 'no bound, and no old workers',
      host: leaking('2.8.11', 20, set({ hardStopAfterSeconds: null })),
      calls: [],
    },
    { is: 'old workers that end', host: leaking('2.8.11', 20, { stoppingWorkers: 3 }), calls: [] },
    {
      is: 'a busy host near its limit',
      host: seen('load-growth', '2.8.30', { shareOfPressure: 0.8 }),
      calls: [/^net\.ipv4\.tcp_mem, in \/etc\/sysctl\.d: TCP memory stands at 80%/],
    },
    { is: 'a leak near its limit', host: leaking('2.8.11', 5, { shareOfPressure: 0.9 }), calls: [] },
  ])('is $calls for $is', ({ host, calls }) => {
    const { mitigations } = recommend(host);
    expect(mitigations).toEqual(calls.map((call) => expect.stringMatching(call)));
  });
});
