import type { AssessedHost } from '../domain/records/assessment.ts';
import type { Bin } from '../domain/records/bin.ts';
import type { HostLevels } from '../domain/records/host-levels.ts';
import { nearestLimitOf } from '../domain/records/limit.ts';
import { endOfBin, printInstant } from '../domain/records/time.ts';
import { isLeaky, standingOf } from '../domain/records/verdict.ts';
import { upstreamRelease } from '../domain/records/version.ts';
import { countsLeak } from '../domain/scoring/checks/index.ts';
import { COUNTED_LOG_ODDS } from '../domain/scoring/decide-verdict.ts';
import { MAXIMUM_OF_A_NAME, printable } from './printable.ts';
import type { ReportedHost } from './report.ts';

/** Every host as the report tells it, in the order given. */
export function reportHosts(
  hosts: readonly AssessedHost[],
  newest: ReadonlyMap<string, Bin>,
  labelOf: LabelOf,
): ReportedHost[] {
  return hosts.map((host) => {
    const bin = newest.get(host.hostId);
    const levels = host.levels ?? levelsOf(bin);
    return {
      hostId: host.hostId,
      name: host.name,
      label: labelOf(host),
      role: host.role,
      region: bin ? printable(bin.region, MAXIMUM_OF_A_NAME) : null,
      accountId: bin ? printable(bin.accountId, MAXIMUM_OF_A_NAME) : null,
      availabilityZone: host.availabilityZone,
      version: host.version,
      release: host.version === null ? null : upstreamRelease(host.version),
      verdict: host.verdict,
      kind: isLeaky(host) ? (host.kinds?.[0]?.kind ?? null) : null,
      leakProbability: host.leakProbability,
      score: host.score,
      proof: proofOf(host),
      adviceReasons: adviceReasons(host),
      memoryGrowthBytesPerDay: host.memoryGrowthBytesPerDay,
      secondsToPressure: host.secondsToPressure,
      limits: host.limits ?? [],
      nearestLimit: nearestLimitOf(host),
      recommendation: host.recommendation,
      verification: host.verification,
      acknowledgement: host.acknowledgement,
      daysObserved: host.daysObserved,
      scoredAt: host.scoredAt,
      reachable: host.reachable,
      restartEverySeconds: host.restartEverySeconds ?? null,
      standing: standingOf(host),
      answeredAt: host.answeredAt,
      levelsAt: levels?.at ?? null,
      memoryBytes: levels?.memoryBytes ?? null,
      pressureBytes: levels?.pressureBytes ?? null,
      stuckStreams: levels?.stuckStreams ?? null,
      deadSockets: levels?.deadSockets ?? null,
    };
  });
}

/** Of an assessment by an earlier version, which does not keep levels: those of the newest bin that was sampled. */
function levelsOf(bin: Bin | undefined): HostLevels | null {
  if (bin === undefined) return null;
  const { memoryBytes, pressureBytes, stuckStreams, deadSockets } = bin;
  return { at: printInstant(endOfBin(bin)), memoryBytes, pressureBytes, stuckStreams, deadSockets };
}

export type LabelOf = (host: { hostId: string; name: string | null }) => string;

/** Hosts by their labels: {@link distinctNames} fit for any form of the report. */
export function labelsOf(hosts: readonly Pick<AssessedHost, 'hostId' | 'name'>[]): LabelOf {
  const nameOf = distinctNames(hosts);
  return (host) => printable(nameOf(host), MAXIMUM_OF_A_NAME);
}

/** Hosts by their names as they are, or by their ids where a name is missing or another host has it too. */
export function distinctNames(hosts: readonly Pick<AssessedHost, 'hostId' | 'name'>[]): LabelOf {
  const counts = new Map<string | null, number>();
  for (const { name } of hosts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return ({ hostId, name }) => (name?.trim() && (counts.get(name) ?? 0) <= 1 ? name : hostId);
}

/** Of the evidence that counts what leaks the weightiest, else of all; what speaks against a leak is no proof. */
function proofOf({ evidence }: AssessedHost): string | null {
  const weightiest = evidence.toSorted((a, b) => b.logOdds - a.logOdds).filter(({ logOdds }) => logOdds > 0);
  const counts = weightiest.find((piece) => countsLeak(piece) && piece.logOdds >= COUNTED_LOG_ODDS);
  return (counts ?? weightiest[0])?.summary ?? null;
}

/** Reasons for what is advised, without those that only repeat the evidence. */
function adviceReasons({ recommendation, evidence }: AssessedHost): string[] {
  return recommendation.reasons.filter((reason) => !evidence.some(({ summary }) => reason.includes(summary)));
}
