import type { Interval } from '../domain/records/evidence.ts';
import { hostKey } from '../domain/records/host-key.ts';
import type { PlannedHost, RolloutWave } from '../domain/records/rollout-plan.ts';
import { nearLimits } from '../domain/scoring/limits.ts';
import type { Report, ReportedHost } from './report.ts';

type Cell = string | number | null | undefined;

/** A host's place in the plan. */
interface Place {
  wave: RolloutWave['wave'];
  limitFirst: PlannedHost['limitFirst'];
}

/** Columns of hosts.csv, in their order; docs/report.md says what each means. New ones are added at the end. */
const COLUMNS: readonly (readonly [string, (host: ReportedHost, place: Place | undefined) => Cell])[] = [
  ['host_id', ({ hostId }) => hostId],
  ['name', ({ name }) => name],
  ['role', ({ role }) => role],
  ['availability_zone', ({ availabilityZone }) => availabilityZone],
  ['version', ({ version }) => version],
  ['release', ({ release }) => release],
  ['verdict', ({ verdict }) => verdict],
  ['leak_probability', ({ leakProbability }) => Number(leakProbability.toFixed(4))],
  ['score', ({ score }) => score],
  ['proof', ({ proof }) => proof],
  ...interval('growth_bytes_per_day', ({ memoryGrowthBytesPerDay }) => memoryGrowthBytesPerDay),
  ...interval('seconds_to_pressure', ({ secondsToPressure }) => secondsToPressure),
  ['action', ({ recommendation }) => recommendation.action],
  ['upgrade_to', ({ recommendation }) => recommendation.to],
  ['floor', ({ recommendation }) => recommendation.floor],
  ['urgency', ({ recommendation }) => recommendation.urgency],
  ['restart_by', ({ recommendation }) => recommendation.restartBy],
  ['upgraded_at', ({ verification }) => verification?.changedAt],
  ['previous_version', ({ verification }) => verification?.from],
  ['upgrade_verdict', ({ verification }) => verification?.verdict],
  ['acknowledged_until', ({ acknowledgement }) => acknowledgement?.until],
  ['memory_bytes', ({ memoryBytes }) => memoryBytes],
  ['pressure_bytes', ({ pressureBytes }) => pressureBytes],
  ['stuck_streams', ({ stuckStreams }) => stuckStreams],
  ['dead_sockets', ({ deadSockets }) => deadSockets],
  ['days_observed', ({ daysObserved }) => Number(daysObserved.toFixed(1))],
  ['reachable', ({ reachable }) => String(reachable)],
  ['scored_at', ({ scoredAt }) => scoredAt],
  ['wave', (_, place) => place?.wave],
  ['nearest_limit', ({ nearestLimit }) => nearestLimit?.resource],
  ...interval('seconds_to_limit', ({ nearestLimit }) => nearestLimit?.secondsToLimit ?? null),
  [
    'near_limits',
    ({ limits }) =>
      nearLimits(limits)
        .map(({ resource }) => resource)
        .join(' '),
  ],
  ['standing', ({ standing }) => standing],
  ['levels_at', ({ levelsAt }) => levelsAt],
  ['answered_at', ({ answeredAt }) => answeredAt],
  ['restart_every_seconds', ({ restartEverySeconds }) => restartEverySeconds],
  ['limit_before_wave', (_, place) => place && String(place.limitFirst === true)],
  ['account_id', ({ accountId }) => accountId],
  ['region', ({ region }) => region],
  ['account_name', ({ accountName }) => accountName],
];

/** Every host as a row, RFC 4180: CRLF, quotes doubled. An empty cell is what is not known or does not apply. */
export function renderCsv({ hosts, plan }: Pick<Report, 'hosts' | 'plan'>): string {
  const header = COLUMNS.map(([name]) => name);
  const places = new Map(
    plan.waves.flatMap(({ wave, hosts }) =>
      hosts.map((host) => [hostKey(host), { wave, limitFirst: host.limitFirst }] as const),
    ),
  );
  const rows = hosts.map((host) =>
    COLUMNS.map(([, read]) => cellText(read(host, places.get(hostKey(host))))),
  );
  return [header, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function cellText(value: Cell): string {
  if (value === null || value === undefined) return '';
  // Numbers are the auditor's own: a growth below nought is no formula.
  const text = typeof value === 'number' ? String(value) : defused(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP advises against CSV
 * injection; spaces and full-width forms before or of the sign are seen through.
 */
const defused = (text: string): string =>
  /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/.test(text) ? `'${text}` : text;

function interval(
  name: string,
  of: (host: ReportedHost) => Interval | { estimate: number; low: number; high: number | null } | null,
): (readonly [string, (host: ReportedHost) => Cell])[] {
  const whole = (value: number | null | undefined) =>
    value === null || value === undefined ? null : Math.round(value);
  return [
    [name, (host) => whole(of(host)?.estimate)],
    [`${name}_low`, (host) => whole(of(host)?.low)],
    [`${name}_high`, (host) => whole(of(host)?.high)],
  ];
}
