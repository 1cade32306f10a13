import * as z from 'zod';
import { SECRET } from './problems.ts';

/** A routing key of PagerDuty, or an API key of Jira Service Management, where its secret's name should be. */
const KEY = /^([0-9a-z]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

const secret = (what: string) => ({
  secretName: z
    .string()
    .regex(/^[\w/+=.@-]{1,512}$/, 'expected the name of a secret of Secrets Manager')
    .refine((name) => !KEY.test(name), {
      message: 'expected the name of a secret, not the key itself',
      params: SECRET,
    })
    .describe(
      `Name of the secret of Secrets Manager whose text is ${what}. A deployment reads it; no template has it.`,
    ),
  secretVersionId: z
    .uuid()
    .optional()
    .describe(
      "Id of the secret's version to take; by default the current one. CloudFormation reads a secret again where this changes.",
    ),
});

const Slack = z
  .strictObject({
    workspaceId: z
      .string()
      .regex(/^[0-9A-Z]{1,255}$/, 'expected the id of a workspace such as T012ABCDEFG')
      .describe('Id of the workspace, once it is authorised in the console of Amazon Q Developer.'),
    channelId: z
      .string()
      .regex(/^[A-Za-z0-9]{1,255}$/, 'expected the id of a channel such as C012ABCDEFG')
      .describe('Id of the channel.'),
  })
  .meta({
    id: 'SlackChannel',
    description: 'A channel of Slack, told of both topics and of the report by Amazon Q Developer.',
  });

const Teams = z
  .strictObject({
    teamId: z.uuid().describe('Id of the team, once it is authorised in the console of Amazon Q Developer.'),
    tenantId: z.uuid().describe('Id of the tenant of Microsoft 365.'),
    channelId: z
      .string()
      .max(500)
      .regex(
        /^[\w=+/.,-]*%3[aA][\w=+/.,-]*%40[\w=+/.,-]*$/,
        'expected the id of a channel as its link has it, such as 19%3Aab12cd%40thread.tacv2',
      )
      .describe("Id of the channel, as the channel's link has it."),
  })
  .meta({
    id: 'TeamsChannel',
    description: 'A channel of Microsoft Teams, told of both topics and of the report by Amazon Q Developer.',
  });

const PagerDuty = z
  .strictObject({
    ...secret('the integration key of an Events API v2 integration'),
    region: z.enum(['us', 'eu']).default('us').describe("PagerDuty's service region of the account."),
  })
  .meta({
    id: 'PagerDuty',
    description: 'A service of PagerDuty, told of findings that call for something now.',
  });

const JiraServiceManagement = z.strictObject(secret('the key of an API integration')).meta({
  id: 'JiraServiceManagement',
  description:
    'A team of Jira Service Management, told of findings that call for something now, by its alerts.',
});

export const ChannelsConfig = z
  .strictObject({
    slack: Slack.optional(),
    teams: Teams.optional(),
    pagerDuty: PagerDuty.optional(),
    jiraServiceManagement: JiraServiceManagement.optional(),
  })
  .meta({
    id: 'ChannelsConfig',
    description:
      'What `context.auditor.channels` says: chats and pagers, beside e-mail. None of them is told anything by default.',
  });
export type ChannelsConfig = z.infer<typeof ChannelsConfig>;

/** Whether somebody hears of the topics and of the report in a chat. */
export const hasChats = ({ slack, teams }: ChannelsConfig): boolean =>
  slack !== undefined || teams !== undefined;

export const hasChannels = (channels: ChannelsConfig): boolean =>
  Object.values(channels).some((channel) => channel !== undefined);
