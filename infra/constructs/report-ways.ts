import type { Stack } from 'aws-cdk-lib';
import type { SendReportVariables } from '../../lambdas/send-report/env.ts';
import { REPORT_DETAIL_TYPE } from '../../lambdas/telemetry.ts';
import { hasChats } from '../config/channels.ts';
import { mailOf } from '../config/report.ts';
import type { AuditorConfig } from '../config.ts';
import type { AlertTopics } from './alert-topics.ts';
import { grantEmitEvents } from './grants.ts';
import { ReportMail } from './report-mail.ts';
import { ReportNotice } from './report-notice.ts';
import type { ScheduledFunction } from './scheduled-function.ts';

type ReportVariables = Pick<
  SendReportVariables,
  'SENDER' | 'RECIPIENTS' | 'MAIL_REGION' | 'ANNOUNCE_REPORT' | 'TIME_ZONE' | 'ATTACH_REPORT'
>;

/** Variables of send-report that say how the report reaches people. */
export function reportVariables({ report, channels }: AuditorConfig) {
  const mail = mailOf(report);
  return {
    ...(mail && {
      SENDER: mail.sender,
      RECIPIENTS: mail.recipients.join(','),
      ...(mail.mailRegion && { MAIL_REGION: mail.mailRegion }),
    }),
    ...(hasChats(channels) && { ANNOUNCE_REPORT: 'true' }),
    TIME_ZONE: report.timeZone,
    ATTACH_REPORT: report.attach ? 'true' : 'false',
  } satisfies ReportVariables;
}

export interface ReportWaysProps {
  readonly config: AuditorConfig;
  readonly sendReport: ScheduledFunction;
  readonly topics: AlertTopics;
}

/** How the report reaches people: by mail, or by what a topic is told of it; chats are told either way. */
export function addReportWays(stack: Stack, { config, sendReport, topics }: ReportWaysProps): void {
  const mail = mailOf(config.report);
  if (mail) new ReportMail(stack, 'ReportMail', mail).grantSend(sendReport.role);
  if (!mail || hasChats(config.channels)) grantEmitEvents(sendReport.role, [REPORT_DETAIL_TYPE]);
  if (mail) return;
  const { failures } = sendReport;
  new ReportNotice(stack, 'ReportNotice', { topic: topics.notify, failures, fleetName: config.name });
}
