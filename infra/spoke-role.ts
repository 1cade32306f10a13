import type { AuditorConfig } from './config.ts';

/** Below it are the roles of all spokes, where the configuration names no path. */
const PATH = '/haproxy-fleet-auditor/';

type Named = Pick<AuditorConfig, 'name' | 'rolePath' | 'roleNamePrefix'>;

export const spokeRolePath = ({ rolePath }: Pick<AuditorConfig, 'rolePath'>): string => rolePath ?? PATH;

/**
 * Name of the role with which a spoke audits, or that of its schedule: at most 64 characters, as IAM has it.
 * @param region or a token of it: roles are of all regions, so the name ends with it
 */
export const spokeRoleName = (
  { name, roleNamePrefix = 'HaproxyFleetAuditor-' }: Named,
  region: string,
  kind: 'Spoke' | 'SpokeRun' = 'Spoke',
): string => `${roleNamePrefix}${name === undefined ? '' : `${name}-`}${kind}-${region}`;

/** By partition and account: the ARN of a region's role in any account of the organization. */
export const spokeRoleArn = (
  config: Named,
  place: { partition: string; accountId: string; region: string },
): string =>
  `arn:${place.partition}:iam::${place.accountId}:role${spokeRolePath(config)}${spokeRoleName(config, place.region)}`;
