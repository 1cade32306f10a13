import type { AuditorConfig } from '../config.ts';

/** Name of a fleet's stack, with which the names of its alarms, its dashboard and its SSM document begin. */
export const stackNameOf = ({ name }: Pick<AuditorConfig, 'name'>): string =>
  name === undefined ? 'HaproxyFleetAuditor' : `HaproxyFleetAuditor-${name}`;
