import { describe, expect, it } from 'vitest';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { type HostKey, hostKey, refOf } from '../../lambdas/domain/records/host-key.ts';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { acknowledgedOf, ageOf, coverageOf } from '../../lambdas/report/coverage.ts';
import { gatherBins, type ReportBins } from '../../lambdas/report/report-bins.ts';
import { labelsOf } from '../../lambdas/report/reported-hosts.ts';
import { answered, assessed, assessment, leaking, NOW, silent, sources } from './assessed.ts';
import { KNOWLEDGE } from './known.ts';

const NO_BINS: ReportBins = { charted: new Map(), newest: new Map(), due: 0, came: 0 };
const labels = labelsOf([]);

describe('the coverage', () => {
  it('is the share of hosts that answered the newest run, and of answers in the week', () => {
    const hosts = [assessed(1), assessed(2), assessed(3)];
    const run = [silent(3, 'NotManaged'), answered(1), silent(2, 'NoJsonLine'), answered(4)];
    const coverage = coverageOf(assessment(hosts), run, { ...NO_BINS, due: 80, came: 60 }, labels);
    expect(coverage).toMatchObject({ newestRun: 0.5, week: 0.75 });
    expect(coverage.unanswered).toEqual([
      { ...refOf(assessed(2)), label: 'lb-2', outcome: 'malformed', reason: 'NoJsonLine' },
      { ...refOf(assessed(3)), label: 'lb-3', outcome: 'unreachable', reason: 'NotManaged' },
    ]);
  });

  it('is that of the assessment where no newest run is there, and unknown where nothing was due', () => {
    const now = assessment([assessed(1), assessed(2, { reachable: false })]);
    expect(coverageOf(now, [], NO_BINS, labels)).toMatchObject({
      newestRun: 0.5,
      week: null,
      unanswered: [],
    });
  });

  it('has those that did not answer by reason, then by name', () => {
    const run = [silent(2, 'NotManaged'), silent(3, 'DeliveryTimedOut'), silent(1, 'NotManaged')];
    const { unanswered } = coverageOf(assessment([]), run, NO_BINS, labels);
    expect(unanswered.map(({ label, reason }) => `${reason} ${label}`)).toEqual([
      'DeliveryTimedOut lb-3',
      'NotManaged lb-1',
      'NotManaged lb-2',
    ]);
  });

  it('counts the hosts that can not be judged', () => {
    const verdicts = [
      'insufficient-data',
      'not-observable',
      'insufficient-data',
      'healthy',
      'leaking',
    ] as const;
    const now = assessment(verdicts.map((verdict, index) => assessed(index, { verdict })));
    expect(coverageOf(now, [], NO_BINS, labels)).toMatchObject({ insufficientData: 2, notObservable: 1 });
  });
});

describe('what people have accepted', () => {
  const accepted = { reason: 'known', until: '2027-01-01T00:00:00Z' };
  const entry = (target: string) => ({ target, ...accepted, state: 'in-force' as const, hosts: 1 });
  const hosts: AssessedHost[] = [
    leaking(1, 100, { acknowledgement: accepted }),
    leaking(2, 100, { acknowledgement: accepted }),
    leaking(3, 100),
    assessed(4, { cohort: 'edge/2.8.11' }),
    leaking(5, 100, { acknowledgement: accepted, cohort: 'api/2.8.11' }),
  ];

  it.each([
    { target: 'lb-1', findings: ['lb-1'] },
    { target: assessed(2).hostId, findings: ['lb-2'] },
    { target: 'cohort:edge/2.8.11', findings: ['lb-1', 'lb-2'] },
    { target: 'cohort:api/2.8.11', findings: ['lb-5'] },
    { target: 'edge/2.8.11', findings: [] },
    { target: 'lb-3', findings: [] },
    { target: 'lb-4', findings: [] },
  ])('under $target keeps $findings out of the findings', ({ target, findings }) => {
    const now: Assessment = assessment(hosts, { acknowledgements: [entry(target)] });
    expect(acknowledgedOf(now, labels)).toEqual([{ ...entry(target), findings }]);
  });

  it('does not count a host that is well again', () => {
    const well = assessed(1, { acknowledgement: accepted });
    const now = assessment([well], { acknowledgements: [entry('lb-1')] });
    expect(acknowledgedOf(now, labels)).toMatchObject([{ findings: [] }]);
  });
});

describe('the age of what a report rests on', () => {
  const newest = (...binAt: string[]): ReportBins => ({
    ...NO_BINS,
    newest: new Map(binAt.map((at, index) => [hostKey({ hostId: `i-${index}` }), { binAt: at } as Bin])),
  });
  const at = new Date('2026-11-23T06:00:00Z');

  it('counts from the end of the newest bin of any host', () => {
    const bins = newest('2026-11-22T21:00:00Z', '2026-11-23T00:00:00Z', '2026-11-20T00:00:00Z');
    expect(ageOf(bins, KNOWLEDGE, at).dataSeconds).toBe(3 * 3600);
  });

  it('is nothing for a bin that has not ended, and unknown without bins', () => {
    expect(ageOf(newest('2026-11-23T05:00:00Z'), KNOWLEDGE, at).dataSeconds).toBe(0);
    expect(ageOf(NO_BINS, KNOWLEDGE, at).dataSeconds).toBeNull();
  });

  it.each([
    { days: 7, knowledgeDays: 7, isKnowledgeStale: false },
    { days: 61, knowledgeDays: 61, isKnowledgeStale: true },
    { days: -3, knowledgeDays: 0, isKnowledgeStale: false },
  ])('takes knowledge of $days days for $knowledgeDays days old', ({ days, ...told }) => {
    const checkedOn = new Date(at.getTime() - days * DAY).toISOString().slice(0, 10);
    expect(ageOf(NO_BINS, { ...KNOWLEDGE, checkedOn }, at)).toMatchObject({
      knowledgeCheckedOn: checkedOn,
      ...told,
    });
  });
});

describe('the bins that a report needs', () => {
  const bin = (told: Partial<Bin>): Bin => {
    const [bins] = sources(assessment([leaking(1, 100)])).bins.charted.values();
    const [any] = bins ?? [];
    if (!any) throw new Error('no bin');
    return { ...any, ...told };
  };
  const now = assessment([leaking(1, 100), assessed(2), leaking(3, 100, { score: 0 })]);
  const ids = [1, 2, 3].map((index) => assessed(index).hostId);
  const keys = [1, 2, 3].map((index) => hostKey(assessed(index)));

  it('are all of a charted host in order, and of each host the newest that was sampled', () => {
    const { add, gathered } = gatherBins(now);
    const of = (index: number, binAt: string, sampled = 12) =>
      bin({ hostId: ids[index] ?? '', binAt, sampled });
    add([of(0, '2026-11-22T06:00:00Z'), of(0, '2026-11-22T09:00:00Z'), of(0, '2026-11-22T03:00:00Z')]);
    add([of(0, '2026-11-22T12:00:00Z', 0), of(0, '2026-11-22T00:00:00Z'), of(1, '2026-11-22T06:00:00Z')]);
    const { charted, newest } = gathered();
    expect(
      [...charted].map(([hostId, bins]) => [hostId, bins.map(({ binAt }) => binAt.slice(11, 13))]),
    ).toEqual([
      [keys[0], ['00', '03', '06', '09', '12']],
      [keys[2], []],
    ]);
    expect([...newest].map(([hostId, { binAt }]) => [hostId, binAt.slice(11, 13)])).toEqual([
      [keys[0], '09'],
      [keys[1], '06'],
    ]);
  });

  it('count the answers due and come since a week before the assessment, whatever their outcome', () => {
    const { add, gathered } = gatherBins(now);
    const weekAgo = Date.parse(NOW) - 7 * DAY;
    const counts = { sampled: 9, unreachable: 2, malformed: 1 };
    add([
      bin({ binAt: new Date(weekAgo).toISOString(), ...counts }),
      bin({ binAt: new Date(weekAgo - 1).toISOString(), ...counts }),
    ]);
    add([bin({ binAt: NOW, ...counts, sampled: 0 })]);
    expect(gathered()).toMatchObject({ due: 12 + 3, came: 9 });
  });

  it('are nothing of a place that could not be read to its end', () => {
    const { add, apart, gathered } = gatherBins(now);
    const [hostId = '', other = ''] = ids;
    const [unread, read] = [apart(), apart()];
    unread.add([bin({ hostId, binAt: NOW, sampled: 9 })]);
    unread.addFigures([bin({ hostId: other, binAt: NOW, sampled: 9 })]);
    expect(gathered()).toMatchObject({ due: 0, came: 0, newest: new Map() });
    add([bin({ hostId, binAt: '2026-11-21T03:00:00Z', sampled: 1 })]);
    read.add([bin({ hostId, binAt: '2026-11-22T03:00:00Z', sampled: 2 })]);
    read.addFigures([bin({ hostId: other, binAt: '2026-11-22T03:00:00Z', sampled: 4 })]);
    read.keep();
    const { charted, newest, came } = gathered();
    expect(came).toBe(1 + 2 + 4);
    expect(charted.get(keys[0] as HostKey)?.map(({ sampled }) => sampled)).toEqual([1, 2]);
    expect([...newest.values()].map(({ binAt }) => binAt.slice(8, 10))).toEqual(['22', '22']);
  });

  it('are charted for twenty hosts with an open finding, in the order of their scores', () => {
    const many = assessment([
      ...Array.from({ length: 22 }, (_, index) => leaking(index + 1, 100 + index)),
      leaking(40, 400, { acknowledgement: { reason: 'known', until: '2027-01-01T00:00:00Z' } }),
    ]);
    const open = many.hosts.filter(({ acknowledgement }) => acknowledgement === null);
    expect([...gatherBins(many).gathered().charted.keys()]).toEqual(open.slice(0, 20).map(hostKey));
  });
});
