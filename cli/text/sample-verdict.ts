import type {
  JudgedWorker,
  SampleFinding,
  SampleJudgement,
  UNREAD,
} from '../../lambdas/domain/assess/judge-sample.ts';
import { stuckStreams } from '../../lambdas/domain/audit/host-figures.ts';
import { countPhrase, durationPhrase } from '../../lambdas/domain/format.ts';
import { isRunning, type SampledHost } from '../../lambdas/domain/records/sample.ts';
import { upstreamOf } from '../../lambdas/domain/records/version.ts';
import { runningEnterprise } from '../../lambdas/domain/releases/enterprise-release.ts';
import { resourceNoun } from '../../lambdas/domain/scoring/limit-words.ts';
import { NOT_ROOT, scanReason } from './probe-hints.ts';
import { visible } from './terminal.ts';

/** `2.6.12: 2 known leaks (HAPX-0003, …), run 2.8.28; no hard-stop-after; nothing stuck now`. */
export function verdictLine(judgement: SampleJudgement, sample: SampledHost): string {
  const running = judgement.workers.filter(({ worker }) => isRunning(worker));
  const releases = running.length === 0 ? ['No HAProxy worker runs here'] : running.map(releasePart);
  return [
    ...new Set(releases),
    ...(judgement.hasHardStopAfter === false ? ['no hard-stop-after'] : []),
    ...findingsNow(judgement, sample),
    ...unreadParts(judgement, running, sample),
  ].join('; ');
}

/** A release, how many leaks of it are known, and what to run instead. */
function releasePart({ worker, release, leaks }: JudgedWorker): string {
  if (runningEnterprise(worker) !== null) return 'HAProxy Enterprise: its known leaks are not listed here';
  const { running, isKnown, to } = release;
  const instead = to === null ? '' : `, run ${to}`;
  if (running === null) return 'HAProxy of an unknown release';
  const name = visible(upstreamOf(running));
  if (!isKnown) return `${name}: nothing is known of this release${instead}`;
  const [first, second] = leaks;
  if (first === undefined) return `${name}: no known leaks${release.callsForUpgrade ? instead : ''}`;
  const number = `${leaks.length} known ${second === undefined ? 'leak' : 'leaks'}`;
  const isEnded = leaks.some(({ id }) => release.ended.has(id));
  const what = isEnded ? instead : ', and no release is known that ends them';
  return `${name}: ${number} (${first.id}${second === undefined ? '' : ', …'})${what}`;
}

/** What stands now, or that nothing does as far as it could be read. */
function findingsNow({ findings, unread }: SampleJudgement, sample: SampledHost): string[] {
  const phrases = findings.flatMap((finding) => findingPhrase(finding) ?? []);
  if (phrases.length > 0) return phrases;
  const few = stuckStreams(sample) ?? 0;
  if (few > 0) return [`${stuckPhrase(few)} (so few are usual)`];
  if (unread.length === 0) return ['nothing stuck now'];
  const isRead = (reading: (typeof UNREAD)[number]) =>
    !unread.includes(reading) && !unread.includes('worker');
  if (isRead('streams')) return ['no stuck stream now'];
  return isRead('dead-sockets') ? ['no dead socket now'] : [];
}

/** `300 streams stuck now, the oldest for 24 hours`; of known leaks nothing, which stand beside their release. */
export function findingPhrase(finding: SampleFinding): string | null {
  switch (finding.code) {
    case 'known-leaks':
      return null;
    case 'stuck-streams': {
      const { count, oldestSeconds } = finding;
      const age = oldestSeconds ? `, the oldest for ${durationPhrase(oldestSeconds)}` : '';
      return `${stuckPhrase(count)}${age}`;
    }
    case 'dead-sockets':
      return `${countPhrase(finding.count)} dead sockets now`;
    case 'live-sockets':
      return `${countPhrase(finding.excess)} sockets in CLOSE_WAIT beyond its connections and streams`;
    case 'descriptors':
      return `${countPhrase(finding.excess)} open files more than its connections and streams need`;
    case 'old-workers': {
      const { count, oldestStoppingSeconds } = finding;
      const workers = count === 1 ? '1 old worker' : `${countPhrase(count)} old workers`;
      return `${workers} told to stop, for up to ${durationPhrase(oldestStoppingSeconds)}`;
    }
    case 'near-limit': {
      const { resource, level, limit } = finding;
      return `${resourceNoun(resource)} at ${Math.floor((100 * level) / limit)}% of ${resource === 'tcp-memory' ? "the kernel's" : 'their'} limit`;
    }
  }
}

const stuckPhrase = (count: number): string =>
  `${countPhrase(count)} ${count === 1 ? 'stream' : 'streams'} stuck now`;

function unreadParts(
  { unread }: SampleJudgement,
  running: readonly JudgedWorker[],
  { notes }: SampledHost,
): string[] {
  const scans = running.map(({ worker }) => worker.streams.scan).filter((scan) => scan !== 'all');
  const isAlone = !notes.includes(NOT_ROOT);
  const reasons = isAlone ? ` (${[...new Set(scans.map(scanReason))].join(', ')})` : '';
  const parts = [
    ...(unread.includes('streams') ? [`streams not counted${reasons}`] : []),
    ...(unread.includes('dead-sockets') ? ['dead sockets not counted'] : []),
  ];
  return isAlone || parts.length === 0 ? parts : [...parts, 'run as root to see more'];
}
