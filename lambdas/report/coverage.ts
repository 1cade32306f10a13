import { isTarget } from '../domain/records/acknowledgement.ts';
import type { AssessedHost, Assessment } from '../domain/records/assessment.ts';
import { MINIMUM_COVERAGE } from '../domain/records/coverage.ts';
import { hostKey, placeKey, refOf } from '../domain/records/host-key.ts';
import type { Sample } from '../domain/records/sample.ts';
import { endOfBin } from '../domain/records/time.ts';
import { isLeaky, standingOf } from '../domain/records/verdict.ts';
import { isStale, type Knowledge, knowledgeAgeDays } from '../domain/releases/knowledge.ts';
import { printable } from './printable.ts';
import type { Acknowledged, Age } from './report.ts';
import type { ReportBins } from './report-bins.ts';
import type { Coverage, SilentHost } from './report-coverage.ts';
import type { LabelOf } from './reported-hosts.ts';

/** What the fleet answered, in the newest run and over the week. */
export function coverageOf(
  { hosts, fleet }: Assessment,
  newestRun: readonly Sample[],
  { due, came }: ReportBins,
  labelOf: LabelOf,
): Coverage {
  const unanswered = newestRun.flatMap((sample) => {
    if (sample.outcome === 'sampled') return [];
    const { outcome } = sample;
    const [hostId, reason] = [printable(sample.hostId), printable(sample.reason)];
    return [{ ...refOf(sample), hostId, label: labelOf(sample), outcome, reason }];
  });
  const answered = newestRun.length - unanswered.length;
  const share =
    newestRun.length === 0 ? fleet.coverage : answered / (newestRun.length + unheard(hosts, newestRun));
  const silent = silentHosts(hosts, { newestRun, isTooFew: (share ?? 1) < MINIMUM_COVERAGE, labelOf });
  const number = (verdict: string) => hosts.filter((host) => host.verdict === verdict).length;
  return {
    newestRun: share,
    week: due === 0 ? null : came / due,
    unanswered: unanswered.sort((a, b) => (a.reason + a.label < b.reason + b.label ? -1 : 1)),
    silent,
    unknown: hosts.filter((host) => standingOf(host) === 'unknown').length,
    insufficientData: number('insufficient-data'),
    notObservable: number('not-observable'),
  };
}

/** Silent hosts of places that have no newest run. */
function unheard(hosts: readonly AssessedHost[], newestRun: readonly Sample[]): number {
  const heard = new Set(newestRun.map(placeKey));
  return hosts.filter((host) => !host.reachable && !heard.has(placeKey(host))).length;
}

/** Hosts without an answer in three hours, or in the newest run where that missed too many; the longest silent first. */
function silentHosts(
  hosts: readonly AssessedHost[],
  { newestRun, isTooFew, labelOf }: { newestRun: readonly Sample[]; isTooFew: boolean; labelOf: LabelOf },
): SilentHost[] {
  const unanswered = new Map(
    newestRun.flatMap((sample) => (sample.outcome === 'sampled' ? [] : [[hostKey(sample), sample] as const])),
  );
  const answered = new Set(
    newestRun.flatMap((sample) => (sample.outcome === 'sampled' ? [hostKey(sample)] : [])),
  );
  const silent = hosts.filter(
    (host) =>
      !answered.has(hostKey(host)) && (!host.reachable || (isTooFew && unanswered.has(hostKey(host)))),
  );
  const judged = new Set(hosts.map(hostKey));
  // What joined since the scoring is of no assessment yet.
  const joined = isTooFew ? [...unanswered.values()].filter((sample) => !judged.has(hostKey(sample))) : [];
  return [...silent, ...joined]
    .map((host): SilentHost => {
      const sample = unanswered.get(hostKey(host));
      return {
        ...refOf(host),
        hostId: printable(host.hostId),
        label: labelOf(host),
        answeredAt: 'answeredAt' in host ? host.answeredAt : undefined,
        outcome: sample?.outcome ?? 'unreachable',
        reason: sample ? printable(sample.reason) : null,
        isUnknown: !('verdict' in host) || standingOf(host) === 'unknown',
      };
    })
    .sort((a, b) => ((a.answeredAt ?? '') < (b.answeredAt ?? '') ? -1 : 1));
}

/** How old what the report rests on is at an instant. */
export function ageOf({ newest }: ReportBins, knowledge: Knowledge, at: Date): Age {
  const binAt = [...newest.values()].reduce((latest, bin) => (bin.binAt > latest ? bin.binAt : latest), '');
  const end = endOfBin({ binAt });
  return {
    dataSeconds: binAt === '' ? null : Math.max(0, (at.getTime() - end) / 1000),
    knowledgeCheckedOn: knowledge.checkedOn,
    // An old archive may be reported on with knowledge that is newer.
    knowledgeDays: Math.max(0, knowledgeAgeDays(knowledge, at)),
    isKnowledgeStale: isStale(knowledge, at),
  };
}

/** What people have accepted, with the hosts that it keeps out of the findings. */
export function acknowledgedOf({ acknowledgements, hosts }: Assessment, labelOf: LabelOf): Acknowledged[] {
  const accepted = hosts.filter((host) => host.acknowledgement !== null && isLeaky(host));
  return acknowledgements.map((acknowledgement) => ({
    ...acknowledgement,
    findings: accepted.filter((host) => isAcceptedBy(host, acknowledgement)).map(labelOf),
  }));
}

/** Assessments of earlier versions don't say by which. */
function isAcceptedBy(host: AssessedHost, acknowledgement: Assessment['acknowledgements'][number]): boolean {
  const ids = host.acknowledgement?.ids;
  if (ids === undefined || acknowledgement.id === undefined) return isTarget(host, acknowledgement);
  return ids.includes(acknowledgement.id);
}
