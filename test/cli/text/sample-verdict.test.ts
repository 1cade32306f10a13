import { describe, expect, it } from 'vitest';
import { verdictLine } from '../../../cli/text/sample-verdict.ts';
import { judgeSample } from '../../../lambdas/domain/assess/judge-sample.ts';
import { Process } from '../../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { sampled } from '../../domain/samples.ts';

const DAY = 86_400;
const worker = (figures: object): Process =>
  Process.parse({
    pid: 42,
    state: 'running',
    version: '2.6.12-1+deb12u4',
    deadSockets: 0,
    openFiles: 500,
    streams: { stuck: 0, scan: 'all' },
    config: {},
    ...figures,
  });
const lineOf = (processes: Process[], notes: string[] = []) => {
  const sample = sampled('this-machine', { processes, notes });
  return verdictLine(judgeSample(sample, knowledge), sample);
};
const RELEASE = String.raw`2\.6\.12: \d+ known leaks \(HAPX-\d{4}, …\), run 2\.8\.\d+`;

describe('the verdict in a line', () => {
  it.each([
    {
      of: 'a sound worker of an old release',
      figures: {},
      is: `${RELEASE}; no hard-stop-after; nothing stuck now`,
    },
    {
      of: 'one with hard-stop-after',
      figures: { config: { hardStopAfterSeconds: 60 } },
      is: `${RELEASE}; nothing stuck now`,
    },
    {
      of: 'one whose configuration was not read',
      figures: { config: null },
      is: `${RELEASE}; nothing stuck now`,
    },
    {
      of: 'one that leaks',
      figures: { deadSockets: 600, streams: { stuck: 300, oldestStuckSeconds: DAY, scan: 'all' } },
      is: `${RELEASE}; no hard-stop-after; 300 streams stuck now, the oldest for 1 day; 600 dead sockets now`,
    },
    {
      of: 'one without a stats socket',
      figures: {
        version: null,
        package: 'haproxy 2.6.12-1+deb12u4',
        streams: { scan: 'skipped: no socket' },
      },
      is: `${RELEASE}; no hard-stop-after; no dead socket now; streams not counted \\(no stats socket\\)`,
    },
    {
      of: 'one that leaves sockets in CLOSE_WAIT',
      figures: {
        connections: { current: 1, max: 20_000 },
        sockets: { closeWait: 16_801 },
        streams: { total: 1, scan: 'all' },
      },
      is: `${RELEASE}; no hard-stop-after; 16,797 sockets in CLOSE_WAIT beyond its connections and streams`,
    },
    {
      of: 'one with too many open files',
      figures: {
        openFiles: 12_000,
        maxOpenFiles: 20_000,
        udpSockets: 0,
        connections: { current: 1, max: 8_000 },
        sockets: { closeWait: 0, listening: 4 },
        streams: { total: 1, scan: 'all' },
      },
      is: `${RELEASE}; no hard-stop-after; 2,992 open files more than its connections and streams need`,
    },
    {
      of: 'one near a limit',
      figures: { connections: { current: 1_999, max: 2_000 } },
      is: `${RELEASE}; no hard-stop-after; connections at 99% of their limit`,
    },
    {
      of: 'Enterprise',
      figures: { version: '2.8.0-1.0.0-329.1202' },
      is: 'HAProxy Enterprise: its known leaks are not listed here; no hard-stop-after; no stuck stream now',
    },
    {
      of: 'a release that is not known',
      figures: { version: '9.9.9' },
      is: '9\\.9\\.9: nothing is known of this release; no hard-stop-after; no stuck stream now',
    },
    {
      of: 'a branch from before all that are known',
      figures: { version: '1.5.8' },
      is: '1\\.5\\.8: nothing is known of this release, run \\d\\.\\d\\.\\d+; no hard-stop-after; no stuck stream now',
    },
  ])('of $of is a whole one', ({ figures, is }) => {
    expect(lineOf([worker(figures)])).toMatch(new RegExp(`^${is}$`));
  });

  it('of a machine without HAProxy says so', () => {
    expect(lineOf([])).toBe('No HAProxy worker runs here');
  });

  it('says of what only root sees that root does', () => {
    const unseen = {
      version: null,
      deadSockets: null,
      config: null,
      streams: { scan: 'skipped: no socket' },
    };
    expect(lineOf([worker(unseen)], ['not-root'])).toBe(
      'HAProxy of an unknown release; streams not counted; dead sockets not counted; run as root to see more',
    );
  });

  it('names each release that runs, once', () => {
    const line = lineOf([worker({}), worker({ pid: 43 }), worker({ pid: 44, version: '2.8.11' })]);
    expect(line.match(/2\.6\.12:/g)).toHaveLength(1);
    expect(line).toMatch(/; 2\.8\.11: \d+ known leaks/);
  });

  it('says of a few stuck streams on a release without such a bug that they are usual', () => {
    const newest = knowledge.branches.at(-1)?.releases.at(-1)?.version;
    expect(lineOf([worker({ version: newest, streams: { stuck: 3, scan: 'all' } })])).toContain(
      '; 3 streams stuck now (so few are usual)',
    );
  });

  it('says of an old worker for how long at most it was told to stop', () => {
    const old = worker({ pid: 41, state: 'stopping', stoppingSeconds: 3 * DAY });
    expect(lineOf([worker({}), old])).toMatch(/; 1 old worker told to stop, for up to 3 days$/);
  });

  it('has no character of a host that steers the terminal', () => {
    const hostile = worker({ version: '2.8.11\u001b[2J', streams: { scan: 'skipped: \u001b[2J\u202e' } });
    expect(lineOf([hostile])).not.toMatch(/[^\P{C}\n]/u);
  });
});
