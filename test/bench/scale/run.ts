import { TELLING } from '../../telling.ts';

/** What a function took; time is simulated, CPU and memory are measured. */
export interface Run {
  /** Attempts, by command. */
  readonly calls: Readonly<Record<string, number>>;
  readonly bytesRead: number;
  /** Here, where nothing waits as it would for AWS. */
  readonly wallSeconds: number;
  /** Simulated: calls, polls, pauses. */
  readonly waitedSeconds: number;
  readonly cpuSeconds: number;
  /** Resident before it began, and at most. */
  readonly restBytes: number;
  readonly peakBytes: number;
  /** Objects of bins of an earlier derivation, and what their renewal took of both times. */
  readonly renewed: number;
  readonly renewalSeconds: number;
  /** Hosts that an audit had an answer of; `null` of the other functions. */
  readonly sampled: number | null;
  /** Objects of bins that were written. */
  readonly derived: number;
  /** Whether its time ended first. */
  readonly isCutOff: boolean;
}

export const PLACE = { accountId: '111122223333', region: 'eu-west-1' } as const;
export const BUCKET = 'scale-archive';
export const PROBE = 'scale-probe';
export const CREDENTIALS = { accessKeyId: 'scale', secretAccessKey: 'scale' };
/** A request's header with the simulated time. */
export const NOW_HEADER = 'x-simulated-now';

const OF_ALL = { ACCOUNT_ID: PLACE.accountId, AWS_REGION: PLACE.region, ARCHIVE_BUCKET: BUCKET };

export const AUDIT_ENV = {
  ...OF_ALL,
  PROBE_DOCUMENT: PROBE,
  FLEET_TAG_KEY: 'fleet',
  FLEET_TAG_VALUE: 'scale',
  ROLE_TAG_KEY: 'role',
  PERIOD_SECONDS: 900,
  METRIC_BUDGET: 30,
  PER_HOST_METRICS: false,
};
export const SCORE_ENV = { ...OF_ALL, ACKNOWLEDGEMENTS: [], ...TELLING };
/** Of a hub. */
export const PLACES_ENV = { ...SCORE_ENV, EVERY_PLACE: true };
/** Of a state machine. */
export const EXECUTION = 'scale-1';
/** Of one place. */
export const REPORT_ENV = {
  ...OF_ALL,
  SENDER: 'auditor@example.com',
  RECIPIENTS: ['sre@example.com'],
  TIME_ZONE: 'UTC',
  ATTACH_REPORT: false,
};
/** Of a hub. */
export const PLACES_REPORT_ENV = { ...REPORT_ENV, EVERY_PLACE: true };
