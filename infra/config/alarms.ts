import * as z from 'zod';
import { LEAST_COVERAGE } from '../../lambdas/domain/records/coverage.ts';

const percent = z.number().min(1).max(100);
const times = z.int().min(1).max(100);

/** A time in which alarms are evaluated but tell nobody, such as a planned rollout; CloudWatch takes 15 days at most. */
export const AlarmMute = z.strictObject({
  /** UTC, to the minute, for example `2026-12-01T09:00Z`. */
  from: z.iso.datetime({ precision: -1 }),
  hours: z.number().min(0.25).max(360),
  /** For the reader of the configuration and of the console. */
  reason: z.string().min(1).max(200),
});
export type AlarmMute = z.infer<typeof AlarmMute>;

/** What `context.auditor.alarms` says: from where on a figure is a person's business, and which persons. */
export const AlarmsConfig = z.strictObject({
  /** Addresses that alarms and findings are mailed to; each has to confirm SNS's first mail. */
  emails: z.array(z.email()).max(50).default([]),
  /** The team's copy of docs/runbook.md, which mails and the dashboard link to; without it they name the file. */
  runbookUrl: z.url({ protocol: /^https$/ }).optional(),
  /** Hosts with the verdict leaking, for so many scorings on end. */
  leakingHosts: z.int().min(1).default(1),
  leakingScorings: times.default(2),
  /** TCP memory of the worst host, as a share of its kernel's pressure limit. */
  memoryOfPressurePercent: percent.default(80),
  /** Days until the first leaking or suspected host reaches its pressure limit. */
  daysToPressure: z.number().min(0.25).max(90).default(7),
  /** Share of the hosts that answer. */
  coveragePercent: percent.default(100 * LEAST_COVERAGE),
  /** Audits, and scorings, on end that did not take place. */
  missedAudits: times.default(4),
  missedScorings: times.default(2),
  /** Share of its timeout that a function may take. */
  timeoutPercent: percent.default(80),
  /** Days since the knowledge of releases and advisories was checked. */
  knowledgeAgeDays: z.int().min(1).max(1000).default(60),
  mutes: z.array(AlarmMute).max(20).default([]),
});
export type AlarmsConfig = z.infer<typeof AlarmsConfig>;
