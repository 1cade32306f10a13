import * as z from 'zod';

/** What a fleet is called in events and mails where it has no name of its own. */
export const DEFAULT_FLEET_NAME = 'haproxy';

/** What a fleet is called in events. */
export const eventFleet = (fleetName: string | undefined): string => fleetName ?? DEFAULT_FLEET_NAME;

/**
 * The name of one fleet among several of an account. It becomes a part of names in AWS, a folder of the archive and a
 * word of the report's subject. The only fleet needs none.
 */
export const FleetName = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'expected lower-case letters, digits and single hyphens, beginning with a letter',
  )
  .max(20)
  .refine(
    (name) => name !== DEFAULT_FLEET_NAME,
    'expected another name: events call a fleet without a name so',
  );
