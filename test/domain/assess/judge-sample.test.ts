import { describe, expect, it } from 'vitest';
import { judgeSample } from '../../../lambdas/domain/assess/judge-sample.ts';
import { Process } from '../../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { sampled } from '../samples.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** The newest release of the newest branch: nothing is known of it that another release ends. */
const newest = knowledge.branches.at(-1)?.releases.at(-1)?.version ?? '';

/** A worker of which everything was read and that has nothing, but for what is given. */
const worker = (figures: object = {}): Process =>
  Process.parse({
    pid: 42,
    state: 'running',
    version: newest,
    openFiles: 500,
    maxOpenFiles: 20_000,
    deadSockets: 0,
    connections: { current: 200, max: 8_000 },
    streams: { total: 200, stuck: 0, scan: 'all' },
    config: { hardStopAfterSeconds: 600 },
    ...figures,
  });
const judge = (processes: Process[], more: object = {}) =>
  judgeSample(sampled('i-a', { processes, ...more }), knowledge);
const codes = (processes: Process[], more: object = {}) =>
  judge(processes, more).findings.map(({ code }) => code);
const stuck = (count: number, oldestStuckSeconds = 2 * HOUR) => ({
  streams: { total: 500, stuck: count, oldestStuckSeconds, scan: 'all' },
});

const files = (openFiles: number) => ({
  openFiles,
  udpSockets: 0,
  sockets: { closeWait: 0, listening: 4 },
  streams: { total: 160, scan: 'all' },
});
const closeWait = (count: number) => ({
  ...files(count),
  sockets: { closeWait: count, listening: 4 },
  connections: { current: 1, max: 8_000 },
  streams: { total: 1, scan: 'all' },
});

describe('one sample', () => {
  it('is sound where everything was read and nothing is found', () => {
    expect(judge([worker()])).toMatchObject({
      outcome: 'sound',
      findings: [],
      unread: [],
      hasHardStopAfter: true,
    });
  });

  it.each([
    { of: 'a release whose leaks a newer one ends', figures: { version: '2.8.11' }, has: ['known-leaks'] },
    {
      of: 'a release that only its package tells',
      figures: { version: null, package: 'haproxy 2.8.11-1' },
      has: ['known-leaks'],
    },
    {
      of: 'one stuck stream on a release with a bug of that kind',
      figures: { version: '2.8.11', ...stuck(1) },
      has: ['stuck-streams', 'known-leaks'],
    },
    { of: 'ten on one without', figures: stuck(10), has: [] },
    { of: 'eleven on one without', figures: stuck(11), has: ['stuck-streams'] },
    { of: '99 dead sockets', figures: { deadSockets: 99, openFiles: 200 }, has: [] },
    {
      of: '100 dead sockets of 400 open files',
      figures: { deadSockets: 100, openFiles: 400 },
      has: ['dead-sockets'],
    },
    { of: '100 dead sockets of 401 open files', figures: { deadSockets: 100, openFiles: 401 }, has: [] },
    {
      of: '16,801 sockets in CLOSE_WAIT beside one connection',
      figures: closeWait(16_801),
      has: ['live-sockets'],
    },
    { of: '1,004 sockets in CLOSE_WAIT beside one connection', figures: closeWait(1_004), has: [] },
    {
      of: 'as many of which nobody knows whose they are',
      figures: { ...closeWait(16_801), connections: { current: null, max: null } },
      has: [],
    },
    {
      of: '11,000 open files beside 160 connections, of 20,000',
      figures: { ...files(11_000), connections: { current: 160, max: 8_000 } },
      has: ['descriptors'],
    },
    {
      of: '8,470 open files, which idle connections and pipes may be',
      figures: { ...files(8_470), connections: { current: 160, max: 8_000 } },
      has: [],
    },
    {
      of: 'connections at nine tenths of their limit',
      figures: { connections: { current: 1_800, max: 2_000 } },
      has: ['near-limit'],
    },
  ])('of $of has the findings $has', ({ figures, has }) => {
    expect(codes([worker(figures)])).toEqual(has);
  });

  it.each([
    { of: 'a day ago, and nothing ends it', seconds: DAY, hardStopAfterSeconds: null, has: ['old-workers'] },
    { of: 'less than a day ago', seconds: DAY - 1, hardStopAfterSeconds: null, has: [] },
    { of: 'a day ago, and something ends it', seconds: DAY, hardStopAfterSeconds: 7 * DAY, has: [] },
  ])(
    'with an old worker told to stop $of has the findings $has',
    ({ seconds, hardStopAfterSeconds, has }) => {
      const old = worker({
        pid: 41,
        state: 'stopping',
        stoppingSeconds: seconds,
        config: { hardStopAfterSeconds },
      });
      expect(codes([worker(), old])).toEqual(has);
    },
  );

  it('counts the sockets of old workers among the dead ones, and asks nothing else of them', () => {
    const old = worker({
      pid: 41,
      state: 'stopping',
      version: '2.8.11',
      deadSockets: 300,
      streams: { scan: 'skipped: stopping' },
      config: null,
    });
    expect(judge([worker(), old])).toMatchObject({
      outcome: 'findings',
      findings: [{ code: 'dead-sockets', count: 300 }],
      unread: [],
    });
  });

  it.each([
    { of: 'no worker', processes: [], unread: ['worker'] },
    { of: 'no release', processes: [worker({ version: null })], unread: ['release'] },
    {
      of: 'no stats socket',
      processes: [worker({ streams: { scan: 'skipped: no socket' } })],
      unread: ['streams'],
    },
    { of: 'no descriptors', processes: [worker({ deadSockets: null })], unread: ['dead-sockets'] },
    {
      of: 'HAProxy Enterprise',
      processes: [worker({ version: '2.8.0-1.0.0-329.1202' })],
      unread: ['release'],
    },
    {
      of: 'nothing at all, as of a worker that somebody else owns',
      processes: [
        worker({ state: null, version: null, deadSockets: null, streams: { scan: 'skipped: permission' } }),
      ],
      unread: ['release', 'streams', 'dead-sockets'],
    },
  ])('of which $of was read is inconclusive, never sound', ({ processes, unread }) => {
    expect(judge(processes)).toMatchObject({ outcome: 'inconclusive', findings: [], unread });
  });

  it('puts the bugs first that explain what is found', () => {
    const [shown] = judge([worker({ version: '2.8.11', ...stuck(300) })]).workers;
    expect(shown?.leaks[0]).toMatchObject({ id: 'HAPX-0001' });
    expect(new Set(shown?.leaks.map(({ id }) => id)).size).toBe(shown?.leaks.length);
  });

  it('names a release once, however many workers run it', () => {
    expect(codes([worker({ version: '2.8.11' }), worker({ pid: 43, version: '2.8.11' })])).toEqual([
      'known-leaks',
    ]);
  });

  it.each([
    { configs: [{ hardStopAfterSeconds: 600 }, { hardStopAfterSeconds: null }], has: false },
    { configs: [null], has: null },
  ])('with the configurations $configs has hard-stop-after: $has', ({ configs, has }) => {
    expect(judge(configs.map((config, pid) => worker({ pid, config }))).hasHardStopAfter).toBe(has);
  });

  it('has the verdict that scoring it alone has', () => {
    const streams = {
      total: 500,
      stuck: 300,
      stuckOlderThan: { '1h': 300, '6h': 300, '24h': 290, '7d': 200 },
      oldestStuckSeconds: 8 * DAY,
      scan: 'all',
    };
    expect(judge([worker({ version: '2.8.11', streams })]).verdict).toBe('suspected');
    expect(judge([worker(closeWait(16_801))]).verdict).toBe('suspected');
    expect(judge([worker()]).verdict).toBe('insufficient-data');
  });
});
