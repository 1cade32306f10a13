import * as z from 'zod';
import { Acknowledgement } from '../lambdas/domain/records/acknowledgement.ts';
import { FleetName } from '../lambdas/domain/records/fleet-name.ts';
import { WINDOW_DAYS } from '../lambdas/domain/records/time.ts';
import { accountSettings, ROLE_NAME_ROOM, tagText } from './config/account.ts';
import { AlarmsConfig } from './config/alarms.ts';
import { ChannelsConfig } from './config/channels.ts';
import {
  functionSizes,
  INITIAL_MEMORY_QUOTA,
  LARGEST_FLEET,
  LARGEST_PLACE,
  latestDeadlineSeconds,
  MAXIMUM_MEMORY,
} from './config/function-size.ts';
import { MAXIMUM_ROLE_PATH, OrganizationConfig } from './config/organization.ts';
import { problemsOf } from './config/problems.ts';
import { MAXIMUM_VARIABLE_BYTES, ReportConfig, reportProblems } from './config/report.ts';

/**
 * Minutes between two audits: a divisor of an hour, so that the instants stay at the same minutes for ever, and not
 * below the function's timeout, five minutes mostly, so that no audit runs into the next.
 */
export const SCHEDULE_PERIODS_MINUTES = [5, 6, 10, 12, 15, 20, 30, 60] as const;

const tagKey = tagText(128);

export const AuditorConfig = z
  .strictObject({
    name: FleetName.optional().describe(
      'Name of the fleet, where an account and region have several: a part of the names of stack, alarms, metrics and archived objects. Another name is another deployment.',
    ),
    fleetTag: z
      .strictObject({ key: tagKey, value: tagText(256) })
      .describe(
        'Running instances with this tag and value are the fleet: they are probed, and no other may be.',
      ),
    roleTagKey: tagKey
      .default('role')
      .describe(
        "Tag whose value is a host's role; hosts of one role and version are compared with each other.",
      ),
    report: ReportConfig,
    alarms: AlarmsConfig.prefault({}),
    channels: ChannelsConfig.prefault({}),
    acknowledgements: z
      .array(Acknowledgement)
      .refine(
        (list) => Buffer.byteLength(JSON.stringify(list)) <= MAXIMUM_VARIABLE_BYTES,
        `expected at most ${MAXIMUM_VARIABLE_BYTES} bytes of JSON: a Lambda variable carries them`,
      )
      .default([])
      .describe(
        'Findings that people have accepted, until when and why; they stay in the report and ring no alarm.',
      ),
    schedulePeriodMinutes: z
      .literal(SCHEDULE_PERIODS_MINUTES)
      .default(15)
      .describe('Minutes between two audits.'),
    deadlineSeconds: z
      .int()
      .min(60)
      .max(480)
      .optional()
      .describe(
        'Most seconds that an audit waits for answers; by default as many as Run Command may need to reach largestFleet hosts. Where none has come for 45 s, it waits no longer.',
      ),
    retentionDays: z
      .int()
      .min(WINDOW_DAYS + 7)
      .max(3650)
      .default(WINDOW_DAYS + 7)
      .describe(
        'Days to keep samples: those that a score looks back at, and a week in which it can be made again from them.',
      ),
    largestFleet: z
      .int()
      .min(1)
      .max(LARGEST_FLEET)
      .default(2000)
      .describe(
        'Hosts that the functions have the memory and time for; a larger fleet is audited too, until these are used up. With an organization it may be more than 50,000, and above 20,000 each scoring runs in shards of places.',
      ),
    memoryQuotaMiB: z
      .int()
      .min(INITIAL_MEMORY_QUOTA)
      .max(MAXIMUM_MEMORY)
      .default(INITIAL_MEMORY_QUOTA)
      .describe(
        'The most memory that the account lets a function have: 3,008 MiB in a new one, up to 10,240 where AWS has raised it.',
      ),
    metricBudget: z
      .int()
      .min(1)
      .max(1000)
      .default(30)
      .describe(
        'Most CloudWatch metrics an audit may publish, per-host ones and the one about a new probe aside; with an organization, as many again by account and region. Each costs $0.30 a month.',
      ),
    perHostMetrics: z
      .boolean()
      .default(false)
      .describe('Publishes metrics for each host: $0.30 a month for each metric of each host.'),
    organization: OrganizationConfig.optional(),
    ...accountSettings,
    removalPolicy: z
      .enum(['retain', 'destroy'])
      .default('retain')
      .describe('Whether archive and logs are kept or deleted when the stack is deleted.'),
  })
  .meta({
    id: 'AuditorConfig',
    description:
      "A fleet, as cdk.json has it under `context.auditor`, alone or in a list. Only its tag and the report's addresses have no default.",
  });
export type AuditorConfig = z.infer<typeof AuditorConfig>;

const Consistent = AuditorConfig.check(({ value, issues }) => {
  const { largestFleet, schedulePeriodMinutes, deadlineSeconds, memoryQuotaMiB } = value;
  const refuse = (name: keyof AuditorConfig, message: string) =>
    issues.push({ code: 'custom', path: [name], input: value[name], message });
  const sizes = functionSizes(largestFleet);
  const minutes = sizes.audit.timeoutMinutes;
  if (schedulePeriodMinutes < minutes) {
    const reason = `an audit of so many hosts (largestFleet) may take ${minutes} minutes`;
    refuse('schedulePeriodMinutes', `expected ${minutes} or more: ${reason}`);
  }
  for (const [setting, message] of reportProblems(value.report)) {
    issues.push({ code: 'custom', path: ['report', setting], input: value.report[setting], message });
  }
  const latest = latestDeadlineSeconds(largestFleet);
  if (deadlineSeconds !== undefined && deadlineSeconds > latest) {
    const reason = `the function ends after ${minutes} minutes, and the answers of so many hosts (largestFleet) have to be read`;
    refuse('deadlineSeconds', `expected ${latest} or less: ${reason}`);
  }
  const memoryMiB = Math.max(...Object.values(sizes).map((size) => size.memoryMiB));
  if (memoryMiB > memoryQuotaMiB) {
    const raised = `a memoryQuotaMiB of ${memoryMiB} or more in an account whose quota AWS has raised`;
    refuse('largestFleet', `expected fewer hosts, or ${raised}: it is ${memoryQuotaMiB}`);
  }
  if (largestFleet > LARGEST_PLACE && value.organization === undefined) {
    refuse(
      'largestFleet',
      `expected ${LARGEST_PLACE} or less without an organization: one account and region has no more`,
    );
  }
  const { name, roleNamePrefix: prefix, cloudFormation, alarms, organization } = value;
  const room = ROLE_NAME_ROOM - (name === undefined ? 0 : name.length + 1);
  if (prefix !== undefined && prefix.length > room) {
    const message = `expected at most ${room} characters beside the name of the fleet: a role's name has 64`;
    issues.push({ code: 'custom', path: ['roleNamePrefix'], input: prefix, message });
  }
  if (organization !== undefined) {
    const message = 'beside organization: the stack writes the policy of the bucket';
    const { archiveBucketName, rolePath = '' } = value;
    if (archiveBucketName !== undefined) refuse('archiveBucketName', `expected none ${message}`);
    if (rolePath.length > MAXIMUM_ROLE_PATH)
      refuse('rolePath', `expected at most ${MAXIMUM_ROLE_PATH} characters ${message}`);
  }
  if (cloudFormation === 'older' && alarms.mutes.length > 0) {
    const message = 'expected none where cloudFormation is older: it may not know mutes';
    issues.push({ code: 'custom', path: ['alarms', 'mutes'], input: alarms.mutes, message });
  }
});

/** Where cdk.json has it. */
export const CONFIG_PATH: readonly PropertyKey[] = ['context', 'auditor'];

/**
 * Checks the configuration of a fleet and fills in the defaults, or says each problem: path, expected value, value found.
 * @param path where cdk.json has it
 */
export function checkConfig(
  context: unknown,
  path: readonly PropertyKey[] = CONFIG_PATH,
): { config: AuditorConfig } | { problems: string[] } {
  const { data, error } = Consistent.safeParse(context, { reportInput: true });
  return error ? { problems: problemsOf(error, AuditorConfig, path) } : { config: data };
}

/**
 * Checks the configuration of a fleet and fills in the defaults.
 * @throws Error with one line for each problem: its path in cdk.json, the expected value and the value found.
 */
export function readConfig(context: unknown): AuditorConfig {
  const checked = checkConfig(context);
  if ('config' in checked) return checked.config;
  throw invalidConfig(checked.problems);
}

export const invalidConfig = (problems: readonly string[]): Error =>
  new Error(['cdk.json is not valid:', ...problems].join('\n  '));
