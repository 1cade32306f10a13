import * as z from 'zod';
import { MINIMUM_COVERAGE } from '../../lambdas/domain/records/coverage.ts';
import { arn } from './arn.ts';

const percent = z.number().min(1).max(100);
const times = z.int().min(1).max(100);

export const AlarmMute = z
  .strictObject({
    from: z.iso.datetime({ precision: -1 }).describe('UTC, to the minute, for example `2026-12-01T09:00Z`.'),
    hours: z.number().min(0.25).max(360),
    reason: z.string().min(1).max(200).describe('For the reader of the configuration and of the console.'),
  })
  .meta({
    id: 'AlarmMute',
    description:
      'A time in which alarms are evaluated but tell nobody, such as a planned rollout; CloudWatch takes 15 days at most.',
  });
export type AlarmMute = z.infer<typeof AlarmMute>;

const emails = z.array(z.email()).max(50).default([]);

/** Who hears of one of the two: by the stack's own topic, or by one that is there already. */
const audience = (what: string) =>
  z
    .strictObject({
      emails: emails.describe(`Addresses that hear of ${what} alone, beside \`alarms.emails\`.`),
      topicArn: arn('sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}', 'an SNS topic (not a FIFO one)')
        .optional()
        .describe(
          'A topic that is there already, instead of a new one; its policy has to let CloudWatch in, and its owner subscribes to it.',
        ),
      keyArn: arn('kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+', 'a KMS key')
        .optional()
        .describe('The customer key of that topic, where it has one.'),
    })
    .refine(({ topicArn, emails }) => topicArn === undefined || emails.length === 0, {
      path: ['emails'],
      message: 'expected none beside topicArn: its owner subscribes to that topic',
    })
    .refine(({ topicArn, keyArn }) => topicArn !== undefined || keyArn === undefined, {
      path: ['keyArn'],
      message: 'expected none without topicArn: a new topic has a key of the stack',
    })
    .prefault({});

export const AlarmsConfig = z
  .strictObject({
    emails: emails.describe(
      "Addresses that hear of both, by the stack's own topics; each has to confirm SNS's first mails.",
    ),
    page: audience("what can't wait").describe(
      "Who hears of what can't wait: memory near its limit, a limit within days, no audit, no scoring.",
    ),
    notify: audience('findings and the rest').describe(
      'Who hears of findings, once a scoring, and of the other alarms.',
    ),
    runbookUrl: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe(
        "The team's copy of docs/runbook.md, which mails and the dashboard link to; without it they name the file.",
      ),
    leakingHosts: z
      .int()
      .min(1)
      .default(1)
      .describe('Hosts with the verdict leaking, for so many scorings on end.'),
    leakingScorings: times.default(2),
    memoryOfPressurePercent: percent
      .default(80)
      .describe("TCP memory of the worst host, as a share of its kernel's pressure limit."),
    daysToLimit: z
      .number()
      .min(0.25)
      .max(90)
      .default(7)
      .describe(
        'Days until the first leaking or suspected host reaches a limit: of connections, descriptors or memory.',
      ),
    coveragePercent: percent.default(100 * MINIMUM_COVERAGE).describe('Share of the hosts that answer.'),
    missedAudits: times.default(4).describe('Audits, and scorings, on end that did not take place.'),
    missedScorings: times.default(2),
    timeoutPercent: percent.default(80).describe('Share of its timeout that a function may take.'),
    knowledgeAgeDays: z
      .int()
      .min(1)
      .max(1000)
      .default(60)
      .describe('Days since the knowledge of releases and advisories was checked.'),
    mutes: z.array(AlarmMute).max(20).default([]),
  })
  .meta({
    id: 'AlarmsConfig',
    description:
      "What `context.auditor.alarms` says: from where on a figure is a person's business, and which persons.",
  });
export type AlarmsConfig = z.infer<typeof AlarmsConfig>;
