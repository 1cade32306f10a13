import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { Command, InvalidArgumentError } from 'commander';
import { sendMail } from '../../lambdas/aws/ses-mail.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { isIsoWeek } from '../../lambdas/report/local-time.ts';
import { mailHeaders } from '../../lambdas/report/mail-headers.ts';
import type { Report } from '../../lambdas/report/report.ts';
import { attachedFiles, fileText, type ReportFile, reportFiles } from '../../lambdas/report/report-files.ts';
import { ACKNOWLEDGEMENTS_OPTION } from '../archive/acknowledgement-file.ts';
import { KNOWLEDGE_OPTION } from '../archive/archive-knowledge.ts';
import { archiveReport, type ReportOptions } from '../archive/archive-report.ts';
import { refuseWithout } from '../options-need.ts';
import { examples, hint } from '../text/invocation.ts';
import { columns, EXIT, wrap } from '../text/terminal.ts';

interface Options extends ReportOptions {
  out: string;
  send?: true;
  sender?: string;
  recipients?: string[];
  json?: true;
}

/** `auditor report --from PATH…`: the weekly report of an archive of samples, as files and as an e-mail. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write the weekly report of an archive: e-mail, full report, CSV and JSON')
    .requiredOption('--from <path...>', 'files of samples, plain or gzipped, folders of them, or - for stdin')
    .option('--week <week>', 'ISO week such as 2026-W47 (default: that of the end of the archive)', parseWeek)
    .option('--time-zone <zone>', 'time zone of its days and weeks, by its IANA name', parseZone, 'UTC')
    .option(...ACKNOWLEDGEMENTS_OPTION)
    .option(...KNOWLEDGE_OPTION)
    .option('--out <folder>', 'where the files go', '.')
    .option('--json', 'print the subject, the files and what was sent as JSON')
    .option('--send', 'also send the e-mail through SES, with the credentials and region of the environment')
    .option('--sender <address>', 'with --send: from this address, which SES has verified')
    .option('--recipients <addresses>', 'with --send: to these addresses, separated by commas', (text) =>
      text.split(','),
    )
    .addHelpText(
      'after',
      examples(
        ['Write the report of the last week', 'report --from archive/ --out reports/'],
        [
          'Of an earlier week, by the clocks of Berlin',
          'report --from archive/ --week 2026-W45 --time-zone Europe/Berlin',
        ],
        [
          'Mail it too',
          'report --from archive/ --send --sender auditor@example.com --recipients sre@example.com',
        ],
      ),
    )
    .action(async (options: Options, command: Command): Promise<void> => {
      const { sender, recipients } = options;
      if (!options.send) refuseWithout('--send', ['sender', 'recipients'], command);
      if (options.send && (sender === undefined || recipients === undefined)) {
        command.error('error: --send needs --sender and --recipients', { exitCode: EXIT.usage });
      }
      const { sources, account, accountNames } = await archiveReport(options, command);
      const report = composeReport({ ...sources, ...account, accountNames, timeZone: options.timeZone });
      const files = reportFiles(report, sources.now, null);
      mkdirSync(options.out, { recursive: true });
      for (const { name, parts } of files) await writeFile(join(options.out, name), parts);
      const sent =
        options.send && sender !== undefined && recipients !== undefined
          ? { recipients, messageId: await send(report, files, sender, recipients) }
          : null;
      const written = files.map(({ name }) => join(options.out, name));
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ subject: report.subject, files: written, sent }, null, 2)}\n`
          : [
              ...wrap(report.subject, columns(process.stdout)),
              ...written,
              ...(sent ? [`sent to ${sent.recipients.join(', ')}: ${sent.messageId}`] : []),
              ...(options.from.includes('-')
                ? []
                : ['', hint('Why, host by host', 'score', ...options.from)]),
              '',
            ].join('\n'),
      );
    });
}

/** @returns SES's id of the message */
async function send(
  report: Report,
  files: readonly ReportFile[],
  sender: string,
  recipients: readonly string[],
): Promise<string> {
  const ses = new SESv2Client({});
  return sendMail(
    ses,
    {
      from: sender,
      to: recipients,
      subject: report.subject,
      html: fileText(files, 'e-mail.html'),
      text: fileText(files, 'e-mail.txt'),
      headers: mailHeaders(report),
      attachments: attachedFiles(report, files, { hasPage: true }),
    },
    await ses.config.region(),
  );
}

function parseWeek(text: string): string {
  if (!isIsoWeek(text)) {
    throw new InvalidArgumentError('Expected is an ISO week that its year has, such as 2026-W47.');
  }
  return text;
}

function parseZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('Expected is a time zone such as Europe/Berlin.');
  }
}
