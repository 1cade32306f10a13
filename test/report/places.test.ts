import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeSilenceText } from '../../lambdas/domain/audit/place-silence-words.ts';
import { newPlace } from '../../lambdas/domain/audit/watch-places.ts';
import { SilenceReason, WatchedPlaces } from '../../lambdas/domain/records/watched-places.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { fileText, type ReportFile, reportFiles } from '../../lambdas/report/report-files.ts';
import { repositoryRoot } from '../files.ts';
import { assessed, assessment, sources } from './assessed.ts';

const NEWEST = {
  runAt: '2026-11-23T05:45:00Z',
  hosts: 3,
  unreachable: 0,
  malformed: 0,
  stuckStreams: 0,
  deadSockets: 0,
  pressureEvents: 0,
  percentOfPressure: 10,
  worstHostId: 'i-1',
};
const place = (accountId: string, chosen: object = {}) => ({
  ...newPlace({ accountId, region: 'us-east-1' }, '2026-10-01T00:00:00Z'),
  newest: NEWEST,
  ...chosen,
});
const silence = (reason: string, detail: string | null = null) => ({
  silence: { since: '2026-11-22T21:00:00Z', reason, detail },
});
const watchedWith = (places: readonly object[], chosen: object = {}) =>
  WatchedPlaces.parse({
    schema: 1,
    watchedAt: '2026-11-23T05:49:00Z',
    stackSet: { listedAt: '2026-11-23T05:00:00Z', problem: null },
    told: [],
    places,
    ...chosen,
  });

const now = assessment([assessed(1), assessed(2)]);

function written(watched: WatchedPlaces | 'missing' | 'unreadable' | undefined) {
  const accountNames = new Map([['222233334444', 'payments']]);
  const report = composeReport({ ...sources(now), accountNames, watched });
  const files = reportFiles(report, now, null);
  const text = (name: ReportFile['name']) =>
    fileText(files, name)
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');
  return {
    report,
    forms: (['report.html', 'e-mail.html', 'e-mail.txt'] as const).map(text),
    json: text('places.json'),
  };
}

describe('a place that is silent', () => {
  const watched = watchedWith([
    place('111122223333', { region: 'eu-west-1' }),
    place('222233334444', silence('stack-failed', 'S3 key \u202e too <b>long')),
    place('333344445555', { newest: { ...NEWEST, hosts: 0 } }),
  ]);

  it('is in page, e-mail, text and JSON, with since when, the reason and what to do', () => {
    const { forms, json } = written(watched);
    for (const form of forms) {
      expect(form).toMatch(
        /2 of 3 accounts and regions write samples\. 1 of them has no host with the tag of the fleet\./,
      );
      expect(form).toContain('payments 222233334444/us-east-1');
      expect(form).toMatch(/since 22 Nov 2026, 22:00 CET|22 Nov 2026, 22:00 CET/);
      expect(form).toContain('CloudFormation could not deploy or update the stack there (stack-failed)');
      expect(form).toMatch(/retry the StackSet.{1,6}s operation/);
      expect(form).not.toMatch(/\u202e/);
    }
    expect(JSON.parse(json)).toMatchObject({
      expected: 3,
      withoutHosts: 1,
      silent: [{ accountId: '222233334444', region: 'us-east-1', reason: 'stack-failed' }],
    });
  });

  it('is the first to be decided on where no host leaks, and keeps all from being called well', () => {
    const { report } = written(watched);
    expect(report.decisions[0]).toMatchObject({
      urgency: 'now',
      what: 'Get payments 222233334444/us-east-1 to write samples',
    });
    expect(report.isAllWell).toBe(false);
  });

  it('is told together with those of the same reason', () => {
    const { report } = written(
      watchedWith([place('222233334444', silence('stopped')), place('333344445555', silence('stopped'))]),
    );
    expect(report.decisions.map(({ what }) => what)).toEqual(['Get 2 accounts and regions to write samples']);
    expect(report.decisions[0]?.why).toMatch(
      /^payments 222233334444\/us-east-1 and 333344445555\/us-east-1\. It stopped/,
    );
  });

  it.each(SilenceReason.options)('has words for %s, and a row in the runbook', (reason) => {
    const runbook = readFileSync(join(repositoryRoot, 'docs/runbook.md'), 'utf8');
    expect(placeSilenceText({ reason, detail: null })).toContain(`(${reason})`);
    expect(runbook).toContain(`| \`${reason}\` |`);
  });
});

describe('a place that joined', () => {
  it('is told for a week', () => {
    const of = (joinedAt: string) => written(watchedWith([place('222233334444', { joinedAt })]));
    for (const form of of('2026-11-17T09:00:00Z').forms) {
      expect(form).toMatch(
        /Joined in the last seven days ?: payments 222233334444\/us-east-1 \(first samples on 17 Nov 2026\)/,
      );
    }
    for (const form of of('2026-11-15T09:00:00Z').forms) expect(form).not.toContain('Joined');
  });
});

describe('what is not known of places', () => {
  it.each([
    ['missing' as const, 'Nobody has looked yet which accounts and regions are silent.'],
    ['unreadable' as const, 'Which accounts and regions are silent is unknown'],
  ])('is said where it is %s', (watched, words) => {
    for (const form of written(watched).forms) expect(form).toContain(words);
  });

  it('is said where nobody has looked for hours, or CloudFormation refused its list', () => {
    const { forms } = written(
      watchedWith([place('222233334444')], {
        watchedAt: '2026-11-23T01:04:00Z',
        stackSet: { listedAt: null, problem: 'AccessDenied' },
      }),
    );
    for (const form of forms) {
      expect(form).toContain('last looked at on 23 Nov 2026, 02:04 CET');
      expect(form).toContain('did not list the stacks (AccessDenied)');
    }
  });

  it('is nothing of a fleet in one place', () => {
    const { report, json } = written(undefined);
    expect(report).not.toHaveProperty('places');
    expect(json).toBe('');
  });
});
