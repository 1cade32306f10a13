import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { eventFleet } from '../../lambdas/domain/records/fleet-name.ts';
import { DETAIL_TYPES, EVENT_SOURCE, REPORT_DETAIL_TYPE } from '../../lambdas/telemetry.ts';

/** Of a finding for pagers: that it calls for something now, and that it is over. */
export type PagerNews = 'trigger' | 'resolve';

const NEWS: Readonly<Record<PagerNews, string[]>> = {
  trigger: [DETAIL_TYPES.opened, DETAIL_TYPES.worse],
  resolve: [DETAIL_TYPES.closed],
};

/** The events of one fleet that pagers hear of: a finding keeps its rank until it closes. */
export const pagerPattern = (news: PagerNews, fleetName: string | undefined): EventPattern =>
  fleetPattern(NEWS[news], fleetName, { rank: ['page'] });

/** The event that says where a fleet's report of the week lies. */
export const reportPattern = (fleetName: string | undefined): EventPattern =>
  fleetPattern([REPORT_DETAIL_TYPE], fleetName);

/** The bus is the account's: other fleets tell theirs there too. */
const fleetPattern = (
  detailType: string[],
  fleetName: string | undefined,
  detail: Readonly<Record<string, string[]>> = {},
): EventPattern => ({
  source: [EVENT_SOURCE],
  detailType,
  detail: { fleet: [eventFleet(fleetName)], ...detail },
});
