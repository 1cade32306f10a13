import type { Assessment } from './assessment.ts';
import { type HostRef, NO_PLACE } from './host-key.ts';
import { Refusal } from './ndjson.ts';

/** The account and region that something of the archive lies under. */
export interface FolderPlace {
  accountId: string;
  region: string;
}

const FOLDER = /(?:^|\/)(?:samples|bins)\/(?:fleet=[^/]+\/)?account=([^/]+)\/region=([^/]+)\//;

/**
 * The place that a key of the archive, or a path to a copy of it, says its samples or bins are of; `null` for a name that
 * says none, or `none`.
 */
export function placeOfFile(file: string): FolderPlace | null {
  const [, accountId, region] = FOLDER.exec(file) ?? [];
  return accountId === undefined || region === undefined || accountId === NO_PLACE
    ? null
    : { accountId, region };
}

/**
 * A record as one of the place that it lies under: whoever may write there must not speak for other places. A record
 * that says no account, or no region, is of the place.
 * @returns a refusal where something contradicts the place
 */
export function inPlace<T extends HostRef>(record: T, place: FolderPlace): T | Refusal {
  for (const path of ['accountId', 'region'] as const) {
    const said = record[path] ?? NO_PLACE;
    if (said !== NO_PLACE && said !== place[path]) {
      return new Refusal(path, `it says ${said}, and it lies under ${place[path]}`);
    }
  }
  const isComplete = record.accountId === place.accountId && record.region === place.region;
  return isComplete ? record : { ...record, ...place };
}

/** An assessment whose hosts have a place: those of one by an earlier version, which names none, are of the archive's. */
export function assessmentInPlace(assessment: Assessment, { accountId, region }: FolderPlace): Assessment {
  const { hosts, cohorts, plan } = assessment;
  if (hosts.every((host) => host.accountId !== undefined)) return assessment;
  const placed = <T extends HostRef>(host: T): T => ({ ...host, accountId, region });
  return {
    ...assessment,
    hosts: hosts.map(placed),
    cohorts: cohorts.map((cohort) =>
      cohort.nearestLimit ? { ...cohort, nearestLimit: placed(cohort.nearestLimit) } : cohort,
    ),
    plan: {
      waves: plan.waves.map((wave) => ({ ...wave, hosts: wave.hosts.map(placed) })),
      unplanned: plan.unplanned.map(placed),
    },
  };
}
