/** Seconds of an SSM command. Run Command begins with one host and doubles, so that they grow with the fleet. */

/** The probe ends by itself after 3 s of jitter and 15 s of reading. */
export const PROBE_SECONDS = 18;

/** The agent kills it here. */
export const STEP_SECONDS = 30;

/** For an agent to take the command once it was sent there; also the least that SSM takes. */
const DELIVERY_SECONDS = 30;

/**
 * Run Command sends to one host, then to two more, then to four. Editions of AWS's guide differ in what it waits for in
 * between: that the invocation "completes", or that the system has acknowledged it. By the first, the slower, a round
 * takes as long as probes do: 1 to 8 s on most hosts, {@link PROBE_SECONDS} at most.
 */
const ROUND_SECONDS = 10;

/** Without an answer for so long, none is on its way: a delivery takes seconds, and a probe is killed after 30. */
export const QUIET_SECONDS = STEP_SECONDS + 15;

/** Between two looks at a command, at most. */
export const MAXIMUM_POLL_SECONDS = 5;

/** Seconds that SSM is given to deliver a command to so many hosts: SendCommand's `TimeoutSeconds`. */
export const deliverySeconds = (hosts: number): number =>
  DELIVERY_SECONDS + ROUND_SECONDS * Math.max(0, Math.ceil(Math.log2(hosts + 1)) - 1);

/** Seconds after which a command to so many hosts has ended on each of them. */
export const lifeSeconds = (hosts: number): number => deliverySeconds(hosts) + STEP_SECONDS;

/** SSM's limit for one command that names its hosts. */
export const MAXIMUM_IDS = 50;

/** A call a page of 50 hosts, 0.15 s each. */
const CALL_SECONDS_A_HOST = 0.003;

/** Seconds after which an audit of so many hosts has its answers, if one command reaches all of them. */
export const usualWaitSeconds = (hosts: number): number => lifeSeconds(hosts) + 2 * MAXIMUM_POLL_SECONDS;

/**
 * Seconds after which an audit of so many hosts gives up those that are silent. Where the first host is silent, that is
 * found out, whom the command has not come to is read, and they are asked by their ids.
 */
export function auditDeadlineSeconds(hosts: number): number {
  const findingOut = QUIET_SECONDS + 2 * CALL_SECONDS_A_HOST * hosts;
  return Math.max(
    usualWaitSeconds(hosts),
    Math.ceil(findingOut) + usualWaitSeconds(Math.min(hosts, MAXIMUM_IDS)),
  );
}

/** Seconds in which the answers of so many hosts are read, and archived. */
export const archivingSeconds = (hosts: number): number => Math.max(60, 2 * CALL_SECONDS_A_HOST * hosts);
