import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, type Ringing, ringings } from '../../../infra/local/aws/alarms/evaluate-alarm.ts';
import { repositoryRoot } from '../../files.ts';
import { headingsOf } from '../../markdown.ts';
import { complaints } from './contract.ts';
import { dashboardWidgets, empty } from './dashboard-widgets.ts';
import { EXPECTED, EXPECTED_IN_SLOW, EXPECTED_IN_STALE } from './expected-ringings.ts';
import { PLANTED } from './planted.ts';
import { ACCEPTED, EVENTFUL, FIRST_DAYS, QUIET, SLOW, STALE, TIMED_OUT } from './scenes.ts';
import { type Outcome, simulateWeeks, type Weeks } from './simulated-weeks.ts';
import { type TemplateAlarm, templateAlarms } from './template-alarms.ts';
import { watchedTemplate } from './watched-stack.ts';

const template = watchedTemplate();
const alarms = templateAlarms(template);
/** As they are where CloudFormation may not know warm-ups. */
const olderAlarms = templateAlarms(watchedTemplate({}, undefined, { cloudFormation: 'older' }));
const headings = headingsOf(readFileSync(join(repositoryRoot, 'docs/runbook.md'), 'utf8'));
const outcomes = new Map<Weeks, Outcome>();

beforeAll(async () => {
  for (const weeks of [EVENTFUL, QUIET, FIRST_DAYS, STALE, SLOW, ACCEPTED, TIMED_OUT])
    outcomes.set(weeks, await simulateWeeks(weeks));
});

/** What AWS leaves open: an alarm does its work under each. */
const EVALUATIONS: readonly Evaluation[] = [
  { extraPeriods: 0, delaySeconds: 120, windows: 'sliding' },
  { extraPeriods: 3, delaySeconds: 300, windows: 'sliding' },
  { extraPeriods: 1, delaySeconds: 300, windows: 'aligned' },
];

/** Two ringings with less than this between them are one trouble to the person they wake. */
const SAME_TROUBLE_HOURS = 1;

function alarmOf(id: string, among: readonly TemplateAlarm[]): TemplateAlarm {
  const alarm = among.find((one) => one.id === id);
  if (!alarm) throw new Error(`no alarm ${id}`);
  return alarm;
}

const heard = (id: string, weeks: Weeks, evaluation: Evaluation, among = alarms): Ringing[] =>
  heardBy(alarmOf(id, among), weeks, evaluation);

function heardBy(alarm: TemplateAlarm, weeks: Weeks, evaluation: Evaluation): Ringing[] {
  const until = new Date(weeks.from.getTime() + weeks.hours * 3_600_000);
  const found = ringings(alarm, outcomes.get(weeks)?.metrics ?? [], { from: weeks.from, until }, evaluation);
  const heardApart: Ringing[] = [];
  for (const next of found) {
    const last = heardApart.at(-1);
    const isSame = last !== undefined && next.from - last.to < SAME_TROUBLE_HOURS;
    heardApart.splice(isSame ? -1 : heardApart.length, 1, {
      from: isSame ? last.from : next.from,
      to: next.to,
    });
  }
  return heardApart;
}

describe.each(EVALUATIONS)(
  'with $extraPeriods extra periods, $delaySeconds s late, windows $windows',
  (evaluation) => {
    it.each(alarms.map(({ id }) => id))('%s rings when it should, and then only', (id) => {
      const expected = EXPECTED[id] ?? [];
      const found = heard(id, EVENTFUL, evaluation);
      const fits = found.map(({ from, to }, index) => {
        const { begins = [0, 0], ends = [0, 0] } = expected[index] ?? {};
        return from >= begins[0] && from <= begins[1] && to >= ends[0] && to <= ends[1];
      });
      expect({ found, fits }).toEqual({ found, fits: expected.map(() => true) });
    });

    it('no alarm rings in days in which nothing happens', () => {
      expect(alarms.filter(({ id }) => heard(id, QUIET, evaluation).length > 0)).toEqual([]);
    });

    it('no alarm rings in the first days of a stack, though its first report comes too early', () => {
      expect(alarms.filter(({ id }) => heard(id, FIRST_DAYS, evaluation).length > 0)).toEqual([]);
    });

    it('without warm-ups no alarm rings in the first days of a stack either, nor where nothing happens', () => {
      const rings = (weeks: Weeks) =>
        olderAlarms.filter(({ id }) => heard(id, weeks, evaluation, olderAlarms).length > 0);
      expect([...rings(FIRST_DAYS), ...rings(QUIET)]).toEqual([]);
    });

    it.each(['AuditNotRunning', 'ScoringNotRunning'])(
      'without warm-ups %s rings for silence too, at most three periods later',
      (id) => {
        const [first, older] = [alarms, olderAlarms].map((among) => heard(id, EVENTFUL, evaluation, among));
        expect(older).toHaveLength(first?.length ?? 0);
        const hours = (alarms.find((one) => one.id === id)?.periodSeconds ?? 0) / 3600;
        for (const [index, { from }] of (older ?? []).entries()) {
          const begins = first?.[index]?.from ?? 0;
          expect(from).toBeGreaterThanOrEqual(begins);
          expect(from).toBeLessThanOrEqual(begins + evaluation.extraPeriods * hours + 0.1);
        }
      },
    );

    it('a leak that somebody has accepted rings nothing, though it is counted', () => {
      const leaking = outcomes.get(ACCEPTED)?.scorings.filter(({ fleet }) => fleet.leaking > 0) ?? [];
      expect(leaking.length).toBeGreaterThan(3);
      expect(heard('HostLeaks', ACCEPTED, evaluation)).toEqual([]);
    });

    it('old knowledge rings, and so do audits that never began', () => {
      const rung = alarms.filter(({ id }) => heard(id, STALE, evaluation).length > 0).map(({ id }) => id);
      expect(rung).toEqual(Object.keys(EXPECTED_IN_STALE));
    });

    it('a report that times out twice rings, though the first of its errors is old when the second is known', () => {
      const alarm = alarmOf('SendReportFails', alarms);
      expect(heardBy(alarm, TIMED_OUT, evaluation)).toHaveLength(1);
      // Half an hour, as it once was: silence.
      expect(heardBy({ ...alarm, periods: 30 }, TIMED_OUT, evaluation)).toEqual([]);
    });

    it('an alarm about silence that is updated in the midst of it rings as soon as one that is not', () => {
      const alarm = alarmOf('AuditNotRunning', alarms);
      const [told] = heard('AuditNotRunning', EVENTFUL, evaluation);
      const updatedAt = (told?.from ?? 0) - 2;
      const from = new Date(EVENTFUL.from.getTime() + updatedAt * 3_600_000);
      const until = new Date(EVENTFUL.from.getTime() + 48 * 3_600_000);
      const rings = (warmUpSeconds: number) =>
        ringings(
          { ...alarm, warmUpSeconds },
          outcomes.get(EVENTFUL)?.metrics ?? [],
          { from, until },
          evaluation,
        ).map((ringing) => ringing.from + updatedAt)[0];
      expect(rings(alarm.warmUpSeconds)).toBeLessThan((told?.from ?? 0) + 0.25);
      // Had it waited for half a day: over before it rang.
      expect(rings(12 * 3600)).toBeUndefined();
    });

    it('each function that takes almost as long as it may rings its own alarm', () => {
      const rung = alarms.filter(({ id }) => heard(id, SLOW, evaluation).length > 0).map(({ id }) => id);
      expect(rung).toEqual(Object.keys(EXPECTED_IN_SLOW));
    });
  },
);

describe('the dashboard', () => {
  const widgets = dashboardWidgets(template);
  const published = () => outcomes.get(EVENTFUL)?.metrics ?? [];

  it('shows nothing that nobody publishes', () => {
    expect(widgets.flatMap((widget) => empty(widget, published()))).toEqual([]);
  });

  it('is caught where it shows a renamed metric, or a search for one', () => {
    const renamed = JSON.parse(
      JSON.stringify(widgets).replaceAll('"MaxLeakScore"', '"Score"'),
    ) as typeof widgets;
    const found = renamed.flatMap((widget) => empty(widget, published()));
    expect(found).toContain('Highest score of a host: nobody publishes HaproxyFleetAuditor Score');
    const search = JSON.parse(
      JSON.stringify(widgets).replaceAll('StuckStreams', 'Streams'),
    ) as typeof widgets;
    expect(search.flatMap((widget) => empty(widget, published()))).toContainEqual(
      expect.stringMatching(/^Stuck streams by release: SEARCH.* finds nothing$/),
    );
  });

  it('reads of the worst hosts what score-fleet logs of them', () => {
    const worst = outcomes.get(EVENTFUL)?.scorings.flatMap((result) => result.worst)[0] ?? {};
    const [{ properties: { query = '' } = {} } = {}] = widgets.filter(({ type }) => type === 'log');
    const fields = [...query.matchAll(/worst\.(\w+)/g)].map(([, field]) => field);
    expect(fields.length).toBeGreaterThan(5);
    expect(Object.keys(worst)).toEqual(expect.arrayContaining(fields));
  });

  it('has every alarm, and every widget in its own place of 24 columns', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown).toHaveLength(alarms.length);
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  });

  it('fits any region, and links to the reports and the runbook', () => {
    const regions = new Set(widgets.flatMap(({ properties }) => properties.region ?? []));
    expect([...regions]).toEqual([`\${AWS::Region}`]);
    const [header] = dashboardWidgets(watchedTemplate({ runbookUrl: 'https://example.org/docs/runbook.md' }));
    expect(header?.properties.markdown).toContain('(https://example.org/docs/runbook.md)');
    expect(header?.properties.markdown).toMatch(
      /\(https:\S+\/s3\/buckets\/\$\{ArchiveBucket}\S+prefix=reports\/account\S+\)/,
    );
  });
});

describe('the template', () => {
  const published = () => outcomes.get(EVENTFUL)?.metrics ?? [];

  it('passes every check of alarms, metrics and runbook', () => {
    expect(complaints(template, published(), headings)).toEqual([]);
  });

  it('has every expected alarm, and no alarm that never rang', () => {
    const expected = Object.keys({ ...EXPECTED, ...EXPECTED_IN_STALE, ...EXPECTED_IN_SLOW });
    expect(expected.sort()).toEqual(alarms.map(({ id }) => id).sort());
  });

  it.each(PLANTED)('with $of is reported', ({ in: where, change, complaint }) => {
    const json = structuredClone(template.toJSON()) as {
      Resources: Record<string, { Properties: Record<string, unknown> }>;
    };
    const hit = Object.entries(json.Resources).filter(([id]) => where.test(id));
    expect(hit).toHaveLength(1);
    for (const [, { Properties }] of hit) change(Properties);
    expect(complaints(Template.fromJSON(json), published(), headings)).toContainEqual(
      expect.stringMatching(complaint),
    );
  });

  it('with an alarm whose heading the runbook lacks is reported', () => {
    const others = headings.filter((heading) => heading !== 'A host leaks');
    expect(complaints(template, published(), others)).toEqual([
      'HostLeaks: no heading #a-host-leaks in the runbook',
    ]);
  });

  it('with an alarm of a kind that nobody evaluates is refused', () => {
    const json = structuredClone(template.toJSON());
    json.Resources.Composite = { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: {} };
    expect(() => templateAlarms(Template.fromJSON(json))).toThrow('CompositeAlarm');
  });

  it('refuses settings with which CloudWatch would refuse the alarm', () => {
    expect(() => watchedTemplate({ missedScorings: 57 })).toThrow(
      'alarm ScoringNotRunning: 57 periods of 10800 s; CloudWatch looks back 604800 s at most',
    );
  });
});
