import { type FunctionSize, functionSizes, isInShards } from '../../infra/config/function-size.ts';
import type { AuditorConfig } from '../../infra/config.ts';
import { GIGABYTE, runsAMonth, waitSeconds } from './cost-line.ts';
import type { PriceName } from './price-table.ts';

/** Of a run's lines: what it came to, and Lambda's own three. */
export const LOG_BYTES = { audit: 5_000, scoring: 10_000 };
/** Hosts that a shard of a scoring has room for, and places: each is read, however few its hosts. */
const SHARD = { hosts: 6_000, places: 16 };
/** State transitions of a scoring: plan, map and join; of a shard its start and its one state. */
export const TRANSITIONS = { scoring: 4, shard: 2 };

type Line = [what: string, price: PriceName, quantity: number];

/** Of so many seconds. */
export const gigabyteSeconds = ({ memoryMiB }: FunctionSize, seconds: number): number =>
  (memoryMiB / 1024) * seconds;

/** Seconds of an audit of so many hosts. */
export const auditSeconds = (config: AuditorConfig, hosts: number): number =>
  waitSeconds(config, hosts) + 0.004 * hosts;

/**
 * Seconds that a function computes for a host: judges it alone, assesses it beside the others, reports it. By
 * `npm run bench:places` on a busy machine, over 1.8: so many times its CPU on an idle one took the engine there
 * (docs/benchmarks.md, Cost).
 */
const SECONDS = { judged: 0.015, assessed: 0.002, reported: 0.006 };
/** What every run waits for, whatever the fleet. */
const WAITING_SECONDS = 3;

/** Seconds of judging so many hosts, each alone. */
const judgingSeconds = (hosts: number): number => WAITING_SECONDS + SECONDS.judged * hosts;

/** Seconds of `score-fleet` for so many hosts: in shards, others judge them. */
export const scoringSeconds = (config: AuditorConfig, hosts: number): number =>
  (isInShards(config) ? WAITING_SECONDS : judgingSeconds(hosts)) + SECONDS.assessed * hosts;

/** Seconds of a report on so many hosts. */
export const reportingSeconds = (hosts: number): number => WAITING_SECONDS + SECONDS.reported * hosts;

/** What the spokes cost a month in their own accounts, all of them together; their objects are of the hub's bill. */
export function spokeLines(config: AuditorConfig, hosts: number, places: number): Line[] {
  const audits = runsAMonth(config).audits * (places - 1);
  if (audits === 0) return [];
  const { audit } = functionSizes(Math.max(hosts, config.largestFleet));
  const seconds = auditSeconds(config, Math.ceil(hosts / places));
  return [
    ['spokes: audit-fleet, mostly waiting', 'lambdaGigabyteSecond', audits * gigabyteSeconds(audit, seconds)],
    ['spokes: calls of the functions', 'lambdaRequest', audits],
    ['spokes: schedules', 'schedulerInvocation', audits],
    ['spokes: logs', 'logGigabyte', (audits * LOG_BYTES.audit) / GIGABYTE],
  ];
}

/** What the shards of scorings cost a month, beside the functions that plan and end them. */
export function shardLines(config: AuditorConfig, hosts: number, places: number): Line[] {
  if (!isInShards(config)) return [];
  const { scorings } = runsAMonth(config);
  const shards = Math.max(Math.ceil(hosts / SHARD.hosts), Math.ceil(places / SHARD.places));
  const seconds = shards * judgingSeconds(hosts / shards);
  const { judge } = functionSizes(Math.max(hosts, config.largestFleet));
  return [
    ['judge-places', 'lambdaGigabyteSecond', scorings * gigabyteSeconds(judge, seconds)],
    ['judge-places: calls', 'lambdaRequest', scorings * shards],
    [
      'shards: state transitions',
      'stateTransition',
      scorings * (TRANSITIONS.scoring + TRANSITIONS.shard * shards),
    ],
    // The judged hosts, the bins of the control group and Step Functions' own result.
    ['shards: writing', 's3Put', scorings * (3 + 3 * shards)],
    ['shards: reading', 's3Get', scorings * (2 + 2 * shards)],
  ];
}
