import type { AssessedHost } from '../domain/records/assessment.ts';
import { fullId, type HostKey, type HostRef, hostKey } from '../domain/records/host-key.ts';
import type { HostLevels } from '../domain/records/host-levels.ts';
import { nearestLimitOf } from '../domain/records/limit.ts';
import { endOfBin, printInstant } from '../domain/records/time.ts';
import { isLeaky, standingOf } from '../domain/records/verdict.ts';
import { upstreamRelease } from '../domain/records/version.ts';
import type { AccountNames } from '../domain/records/whereabouts.ts';
import { leadingEvidence } from '../domain/scoring/checks/shown-kinds.ts';
import { MAXIMUM_OF_A_NAME, printable } from './printable.ts';
import type { ReportedHost } from './report.ts';
import type { NewestBin } from './report-bins.ts';

/** Every host as the report tells it, in the order given. */
export function reportHosts(
  hosts: readonly AssessedHost[],
  newest: ReadonlyMap<HostKey, NewestBin>,
  labelOf: LabelOf,
  accountNames: AccountNames = new Map(),
): ReportedHost[] {
  return hosts.map((host) => {
    const bin = newest.get(hostKey(host));
    const accountId = printed(host.accountId ?? bin?.accountId);
    const levels = host.levels ?? levelsOf(bin);
    return {
      hostId: host.hostId,
      name: host.name,
      label: labelOf(host),
      role: host.role,
      region: printed(host.region ?? bin?.region),
      accountId,
      accountName: accountNames.get(accountId ?? '') ?? null,
      availabilityZone: host.availabilityZone,
      version: host.version,
      release: host.version === null ? null : upstreamRelease(host.version),
      verdict: host.verdict,
      kind: isLeaky(host) ? (host.kinds?.[0]?.kind ?? null) : null,
      leakProbability: host.leakProbability,
      score: host.score,
      proof: leadingEvidence(host)?.summary ?? null,
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

const printed = (text: string | undefined): string | null =>
  text === undefined ? null : printable(text, MAXIMUM_OF_A_NAME);

/** Of an assessment by an earlier version, which does not keep levels: those of the newest bin that was sampled. */
function levelsOf(bin: NewestBin | undefined): HostLevels | null {
  if (bin === undefined) return null;
  const { memoryBytes, pressureBytes, stuckStreams, deadSockets } = bin;
  return { at: printInstant(endOfBin(bin)), memoryBytes, pressureBytes, stuckStreams, deadSockets };
}

/** What of a host its label is made of. */
export type LabelledHost = HostRef & { name: string | null };
export type LabelOf = (host: LabelledHost) => string;

/** Hosts by their labels: {@link distinctNames} fit for any form of the report. */
export function labelsOf(hosts: readonly LabelledHost[]): LabelOf {
  const nameOf = distinctNames(hosts);
  return (host) => printable(nameOf(host), MAXIMUM_OF_A_NAME);
}

/** Hosts by their names as they are, or as {@link distinctIds} where a name is missing or another host has it too. */
export function distinctNames(hosts: readonly LabelledHost[]): LabelOf {
  const idOf = distinctIds(hosts);
  const counts = new Map<string | null, number>();
  for (const { name } of hosts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return (host) => (host.name?.trim() && (counts.get(host.name) ?? 0) <= 1 ? host.name : idOf(host));
}

/** Hosts by their ids; by account, region and id where another host has the id. */
export function distinctIds(hosts: readonly HostRef[]): (host: HostRef) => string {
  const counts = new Map<string, number>();
  for (const { hostId } of hosts) counts.set(hostId, (counts.get(hostId) ?? 0) + 1);
  return (host) => ((counts.get(host.hostId) ?? 0) <= 1 ? host.hostId : fullId(host));
}

/** Reasons for what is advised, without those that only repeat the evidence. */
function adviceReasons({ recommendation, evidence }: AssessedHost): string[] {
  return recommendation.reasons.filter((reason) => !evidence.some(({ summary }) => reason.includes(summary)));
}
