/** What a fleet is called in events and mails where it has no name of its own. */
export const DEFAULT_FLEET_NAME = 'haproxy';
