import { stuckStreams } from '../audit/host-figures.ts';
import { deriveBinsAt } from '../bins/derive-bins.ts';
import type { Bin } from '../records/bin.ts';
import type { LimitedResource } from '../records/limit.ts';
import { isRunning, type Process, type SampledHost } from '../records/sample.ts';
import { DAY_SECONDS, endOfBin, startOfBin } from '../records/time.ts';
import type { Verdict } from '../records/verdict.ts';
import type { Knowledge } from '../releases/knowledge.ts';
import type { AdvisoryFinding } from '../releases/release-advice.ts';
import { explainingLeaks, type RunningRelease, runningReleaseOf } from '../releases/running-release.ts';
import { FEW_AGED, SURELY_BEYOND } from '../scoring/checks/levels.ts';
import { nearLimits } from '../scoring/limits.ts';
import { assessFleet } from './assess-fleet.ts';

/** Fewer dead sockets than this, or than this part of the open files, are connections that were just reset. */
const DEAD = { minimum: 100, partOfOpenFiles: 0.25 } as const;

/** What one look at a host is enough to find. */
export type SampleFinding =
  | { code: 'known-leaks'; release: string; advisories: string[]; to: string }
  | { code: 'stuck-streams'; count: number; oldestSeconds: number | null }
  | { code: 'dead-sockets'; count: number }
  | { code: 'live-sockets' | 'descriptors'; excess: number }
  | { code: 'old-workers'; count: number; oldestStoppingSeconds: number }
  | { code: 'near-limit'; resource: LimitedResource; level: number; limit: number };

export type SampleFindingCode = SampleFinding['code'];

/** What could not be read of a worker that runs, or of which none runs. */
export const UNREAD = ['worker', 'release', 'streams', 'dead-sockets'] as const;
export type Unread = (typeof UNREAD)[number];

/** A worker, and what is known of the release that it runs. */
export interface JudgedWorker {
  worker: Process;
  release: RunningRelease;
  /** Known leaks that any host meets: those that explain what is found first. */
  leaks: readonly AdvisoryFinding[];
}

/** What one sample of one host says by itself. */
export interface SampleJudgement {
  /** `inconclusive`: nothing is found, and something that would tell was not read. */
  outcome: 'findings' | 'inconclusive' | 'sound';
  /** As scoring the sample alone has it. */
  verdict: Verdict;
  findings: SampleFinding[];
  unread: Unread[];
  /** Of the workers that run; `null` where no configuration was read. */
  hasHardStopAfter: boolean | null;
  /** In the sample's order. */
  workers: JudgedWorker[];
}

/** Judges one sample without any history, by the rules of docs/scoring.md ("One sample"). */
export function judgeSample(sample: SampledHost, knowledge: Knowledge): SampleJudgement {
  const binAt = startOfBin(sample.runAt);
  const at = new Date(endOfBin({ binAt }));
  const [bin] = deriveBinsAt([sample], binAt);
  const [host] = assessFleet(bin ? [bin] : [], { at, knowledge, before: null }).hosts;
  if (bin === undefined || host === undefined) throw new RangeError('a sample outside of its bin');
  const workers = sample.processes.map((worker) => {
    const { version, package: packaged } = worker;
    const release = runningReleaseOf({ version, package: packaged, notes: sample.notes }, knowledge, at);
    return { worker, release, leaks: release.leaks.filter(({ isCommon }) => isCommon) };
  });
  const shown = [
    ...stuckFindings(sample, workers),
    ...deadFindings(sample.processes),
    ...excessFindings(bin),
    ...oldWorkerFindings(sample.processes),
  ];
  const explained = workers.map((worker) => ({ ...worker, leaks: explainingFirst(worker, shown) }));
  const findings = [
    ...shown,
    ...nearLimits(host.limits ?? []).map(
      ({ resource, highest, limit }) =>
        ({ code: 'near-limit', resource, level: highest, limit }) satisfies SampleFinding,
    ),
    ...knownLeakFindings(explained),
  ];
  const unread = unreadOf(workers);
  const configurations = sample.processes.filter(isRunning).flatMap(({ config }) => config ?? []);
  return {
    outcome: findings.length > 0 ? 'findings' : unread.length > 0 ? 'inconclusive' : 'sound',
    verdict: host.verdict,
    findings,
    unread,
    hasHardStopAfter:
      configurations.length === 0
        ? null
        : configurations.every(({ hardStopAfterSeconds }) => hardStopAfterSeconds !== null),
    workers: explained,
  };
}

/** An hour old or more. Of a release with a bug of that kind each is one too many; of others a few are how some hosts are. */
function stuckFindings(sample: SampledHost, workers: readonly JudgedWorker[]): SampleFinding[] {
  const count = stuckStreams(sample) ?? 0;
  const isKnown = workers.some(({ release }) => explainingLeaks(release, ['stuck-streams']).length > 0);
  if (count === 0 || (count <= FEW_AGED && !isKnown)) return [];
  const ages = sample.processes.flatMap(({ streams }) => streams.oldestStuckSeconds ?? []);
  return [{ code: 'stuck-streams', count, oldestSeconds: ages.length === 0 ? null : Math.max(...ages) }];
}

/** Over all workers, those that drain among them. */
function deadFindings(processes: readonly Process[]): SampleFinding[] {
  const sum = (read: (worker: Process) => number | null) =>
    processes.reduce((total, worker) => total + (read(worker) ?? 0), 0);
  const count = sum(({ deadSockets }) => deadSockets);
  const isMany = count >= Math.max(DEAD.minimum, DEAD.partOfOpenFiles * sum(({ openFiles }) => openFiles));
  return isMany ? [{ code: 'dead-sockets', count }] : [];
}

/** More than a sound worker can hold. Sockets in CLOSE_WAIT are descriptors too: one fact. */
function excessFindings({ excessCloseWaitSockets, excessOpenFiles }: Bin): SampleFinding[] {
  const [sockets, files] = [excessCloseWaitSockets ?? 0, excessOpenFiles ?? 0];
  if (sockets > SURELY_BEYOND) return [{ code: 'live-sockets', excess: sockets }];
  return files > SURELY_BEYOND ? [{ code: 'descriptors', excess: files }] : [];
}

/** Told to stop a day ago or more, as far as can be told, and nothing ends them. */
function oldWorkerFindings(processes: readonly Process[]): SampleFinding[] {
  const endless = processes.filter(
    ({ state, stoppingSeconds, config }) =>
      state === 'stopping' &&
      (stoppingSeconds ?? 0) >= DAY_SECONDS &&
      config !== null &&
      config.hardStopAfterSeconds === null,
  );
  if (endless.length === 0) return [];
  const oldestStoppingSeconds = Math.max(...endless.map(({ stoppingSeconds }) => stoppingSeconds ?? 0));
  return [{ code: 'old-workers', count: endless.length, oldestStoppingSeconds }];
}

function explainingFirst({ release, leaks }: JudgedWorker, shown: readonly SampleFinding[]) {
  const kinds = shown.flatMap(({ code }) => (code === 'known-leaks' || code === 'near-limit' ? [] : [code]));
  return [...new Set([...explainingLeaks(release, kinds).filter(({ isCommon }) => isCommon), ...leaks])];
}

/** Each release once. What no release ends is nothing to act on. */
function knownLeakFindings(workers: readonly JudgedWorker[]): SampleFinding[] {
  const findings = workers
    .filter(({ worker }) => isRunning(worker))
    .flatMap(({ release, leaks }) => {
      const advisories = leaks.map(({ id }) => id).filter((id) => release.ended.has(id));
      if (release.to === null || release.running === null || advisories.length === 0) return [];
      const { text } = release.running;
      return [{ code: 'known-leaks', release: text, advisories, to: release.to } satisfies SampleFinding];
    });
  return [...new Map(findings.map((finding) => [finding.release, finding])).values()];
}

function unreadOf(workers: readonly JudgedWorker[]): Unread[] {
  const running = workers.filter(({ worker }) => isRunning(worker));
  if (running.length === 0) return ['worker'];
  const isUnread: Readonly<Record<Exclude<Unread, 'worker'>, (worker: JudgedWorker) => boolean>> = {
    release: ({ release }) => !release.isKnown,
    streams: ({ worker }) => worker.streams.scan !== 'all',
    'dead-sockets': ({ worker }) => worker.deadSockets === null,
  };
  return UNREAD.filter((reading) => reading !== 'worker' && running.some(isUnread[reading]));
}
