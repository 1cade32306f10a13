import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, type Ringing, ringings } from '../../../infra/local/alarms/evaluate-alarm.ts';
import { repositoryRoot } from '../../files.ts';
import { headingsOf } from '../../markdown.ts';
import { complaints } from './contract.ts';
import { dashboardWidgets, empty } from './dashboard-widgets.ts';
import { ACCEPTED, EVENTFUL, FIXED_AT, LEAK_FROM, QUIET, STALE } from './scenes.ts';
import { type Outcome, simulateWeeks, type Weeks } from './simulated-weeks.ts';
import { templateAlarms } from './template-alarms.ts';
import { watchedTemplate } from './watched-stack.ts';

const template = watchedTemplate();
const alarms = templateAlarms(template);
const headings = headingsOf(readFileSync(join(repositoryRoot, 'docs/runbook.md'), 'utf8'));
const outcomes = new Map<Weeks, Outcome>();

beforeAll(async () => {
  for (const weeks of [EVENTFUL, QUIET, STALE, ACCEPTED]) outcomes.set(weeks, await simulateWeeks(weeks));
}, 300_000);

/** What AWS leaves open: an alarm does its work under each. */
const EVALUATIONS: readonly Evaluation[] = [
  { extraPeriods: 0, delaySeconds: 120, windows: 'sliding' },
  { extraPeriods: 3, delaySeconds: 300, windows: 'sliding' },
  { extraPeriods: 1, delaySeconds: 300, windows: 'aligned' },
];

/** Two ringings with less than this between them are one trouble to the person they wake. */
const SAME_TROUBLE_HOURS = 1;

function heard(id: string, weeks: Weeks, evaluation: Evaluation): Ringing[] {
  const alarm = alarms.find((one) => one.id === id);
  if (!alarm) throw new Error(`no alarm ${id}`);
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

/** The end of the weeks: it rings still. */
const ON = EVENTFUL.hours;

/** Hours between which each ringing has to begin and to end; an alarm that is not named is silent throughout. */
const EXPECTED: Record<string, { because: string; begins: [number, number]; ends: [number, number] }[]> = {
  HostLeaks: [
    {
      because: 'a host leaks',
      begins: [LEAK_FROM + 12, LEAK_FROM + 40],
      ends: [FIXED_AT + 3, FIXED_AT + 24],
    },
  ],
  MemoryNearPressure: [{ because: 'the leak goes on', begins: [120, 134], ends: [FIXED_AT, FIXED_AT + 4] }],
  PressureExpected: [
    { because: 'the leak is fast', begins: [75, 100], ends: [120, 135] },
    // No scoring, no leak that is found: it rings again with the next.
    { because: 'scorings take place again', begins: [138, 147], ends: [FIXED_AT + 3, FIXED_AT + 24] },
  ],
  CoverageLow: [{ because: 'three of four hosts are silent', begins: [13, 16], ends: [20, 23] }],
  FleetEmpty: [{ because: 'no host has the tag', begins: [109, 113], ends: [116, 119] }],
  AuditNotRunning: [
    { because: 'the schedule stops', begins: [30, 36], ends: [38, 40] },
    { because: 'every audit is refused', begins: [86, 92], ends: [93, 95] },
  ],
  ScoringNotRunning: [
    { because: 'the schedule stops', begins: [123, 133], ends: [138, 142] },
    { because: 'every scoring is refused', begins: [153, 163], ends: [165, 169] },
  ],
  ReportNotSent: [{ because: 'both attempts were refused', begins: [195, 206], ends: [ON - 0.2, ON] }],
  AuditFleetFails: [{ because: 'every audit is refused', begins: [85, 88], ends: [93, 96] }],
  AuditFleetNearTimeout: [{ because: 'audits take over four minutes', begins: [61, 64], ends: [68, 71] }],
  AuditFleetGivenUp: [{ because: 'events wait until they are purged', begins: [84, 85], ends: [100, 101] }],
  ScoreFleetFails: [{ because: 'every scoring is refused', begins: [153, 157], ends: [165, 172] }],
  ScoreFleetGivenUp: [{ because: 'events wait until they are purged', begins: [150, 151], ends: [167, 168] }],
  SendReportFails: [{ because: 'both attempts were refused', begins: [176.6, 177], ends: [176.7, 178] }],
  SendReportGivenUp: [
    { because: 'the event waits until it is purged', begins: [176.6, 177], ends: [190, 191] },
  ],
};

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

    it('a leak that somebody has accepted rings nothing, though it is counted', () => {
      const leaking = outcomes.get(ACCEPTED)?.scorings.filter(({ fleet }) => fleet.leaking > 0) ?? [];
      expect(leaking.length).toBeGreaterThan(3);
      expect(heard('HostLeaks', ACCEPTED, evaluation)).toEqual([]);
    });

    it('old knowledge rings, and audits that never began', () => {
      const rung = alarms.filter(({ id }) => heard(id, STALE, evaluation).length > 0).map(({ id }) => id);
      expect(rung).toEqual(['AuditNotRunning', 'KnowledgeStale']);
    });
  },
);

describe('the dashboard', () => {
  const widgets = dashboardWidgets(template);
  const published = () => outcomes.get(EVENTFUL)?.metrics ?? [];

  it('shows nothing that nobody publishes', () => {
    expect(widgets.flatMap((widget) => empty(widget, published()))).toEqual([]);
  });

  it('would be found to, by a metric that was renamed and a search for one', () => {
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

  it('gives no cause for complaint', () => {
    expect(complaints(template, published(), headings)).toEqual([]);
  });

  it('names only alarms that there are', () => {
    const ids = alarms.map(({ id }) => id);
    expect(Object.keys(EXPECTED).filter((id) => !ids.includes(id))).toEqual([]);
  });

  type Properties = Record<string, unknown>;
  const faults: { of: string; in: RegExp; change: (properties: Properties) => void; complaint: RegExp }[] = [
    {
      of: 'a metric that was renamed',
      in: /HostLeaks/,
      change: (alarm) => Object.assign(alarm, { MetricName: 'LeakyHosts' }),
      complaint: /^HostLeaks: nobody publishes HaproxyFleetAuditor LeakyHosts$/,
    },
    {
      of: 'another namespace',
      in: /CoverageLow/,
      change: (alarm) => Object.assign(alarm, { Namespace: 'HAProxyFleetAuditor' }),
      complaint: /^CoverageLow: nobody publishes/,
    },
    {
      of: 'a dimension that nobody publishes',
      in: /MemoryNearPressure/,
      change: (alarm) => Object.assign(alarm, { Dimensions: [{ Name: 'Role', Value: 'edge' }] }),
      complaint: /^MemoryNearPressure: nobody publishes .* with these dimensions$/,
    },
    {
      of: 'a dimension that is left out',
      in: /AuditFleetFails/,
      change: (alarm) => Object.assign(alarm, { Dimensions: undefined }),
      complaint: /^AuditFleetFails: nobody publishes AWS.Lambda Errors with these dimensions$/,
    },
    {
      of: 'another unit',
      in: /CoverageLow/,
      change: (alarm) => Object.assign(alarm, { Unit: 'Count' }),
      complaint: /^CoverageLow: unit Count, but Coverage comes in Percent$/,
    },
    {
      of: 'a Sum, which a repeated run doubles',
      in: /HostLeaks/,
      change: (alarm) => Object.assign(alarm, { Statistic: 'Sum' }),
      complaint: /^HostLeaks: statistic Sum of UnacknowledgedLeakingHosts$/,
    },
    {
      of: 'a period of 45 s',
      in: /FleetEmpty/,
      change: (alarm) => Object.assign(alarm, { Period: 45 }),
      complaint: /^FleetEmpty: period 45 s is no multiple of 60$/,
    },
    {
      of: 'a period shorter than that of the metric',
      in: /ScoringNotRunning/,
      change: (alarm) => Object.assign(alarm, { Period: 3600 }),
      complaint: /^ScoringNotRunning: period 3600 s, but MaxLeakScore comes each 10800 s$/,
    },
    {
      of: 'more periods than CloudWatch looks back at',
      in: /ReportNotSent/,
      change: (alarm) => Object.assign(alarm, { EvaluationPeriods: 57 }),
      complaint: /^ReportNotSent: looks back more than 604800 s$/,
    },
    {
      of: 'more data points than periods',
      in: /HostLeaks/,
      change: (alarm) => Object.assign(alarm, { DatapointsToAlarm: 9 }),
      complaint: /^HostLeaks: 9 of 3 periods$/,
    },
    {
      of: 'a description that is too long',
      in: /HostLeaks/,
      change: (alarm) => Object.assign(alarm, { AlarmDescription: 'x'.repeat(1025) }),
      complaint: /^HostLeaks: description of 1025 characters$/,
    },
    {
      of: "AWS's own key on the topic",
      in: /^AlertsTopic[0-9A-F]{8}$/,
      change: (topic) => Object.assign(topic, { KmsMasterKeyId: 'alias/aws/sns' }),
      complaint: /AlertsTopic}: cloudwatch.amazonaws.com may not use its key$/,
    },
    {
      of: 'a key that lets only EventBridge in',
      in: /^AlertsKey/,
      change: ({ KeyPolicy }) => (KeyPolicy as { Statement: unknown[] }).Statement.splice(1, 1),
      complaint: /AlertsTopic}: cloudwatch.amazonaws.com may not use its key$/,
    },
    {
      of: 'a topic without a policy for CloudWatch',
      in: /^AlertsTopicPolicy/,
      change: ({ PolicyDocument }) => (PolicyDocument as { Statement: unknown[] }).Statement.splice(1, 1),
      complaint: /AlertsTopic}: cloudwatch.amazonaws.com may not publish$/,
    },
  ];
  it.each(faults)('with $of is complained of', ({ in: where, change, complaint }) => {
    const json = structuredClone(template.toJSON()) as {
      Resources: Record<string, { Properties: Properties }>;
    };
    const hit = Object.entries(json.Resources).filter(([id]) => where.test(id));
    expect(hit).toHaveLength(1);
    for (const [, { Properties }] of hit) change(Properties);
    expect(complaints(Template.fromJSON(json), published(), headings)).toContainEqual(
      expect.stringMatching(complaint),
    );
  });

  it('with an alarm whose heading the runbook lacks is complained of', () => {
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
