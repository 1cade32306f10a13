import { isoWeek } from '../../lambdas/report/local-time.ts';
import type { Attempt } from './invoker.ts';
import type { ChaosResult } from './run-chaos.ts';

/** What was found wrong with the week's e-mails. */
export interface MailAccounting {
  readonly mails: number;
  /** Second e-mails of a week that a run ended behind, or whose answer was lost: nobody could know of the first. */
  readonly again: number;
  /** Second e-mails of a week without such a reason. */
  readonly extraMails: string[];
  /** Runs that ended well, and yet their week has no e-mail. */
  readonly unmailed: string[];
}

export function accountMails({ endpoint, attempts, unheard }: ChaosResult): MailAccounting {
  const mails = endpoint.mails().map(({ at, Content }) => ({
    at,
    week: Content.Simple.Headers.find(({ Name }) => Name === 'X-Auditor-Week')?.Value ?? '',
  }));
  const reports = attempts.filter(({ verb }) => verb === 'report');
  const isUnknown = ({ at }: { at: Date }) =>
    unheard.some((instant) => instant.getTime() === at.getTime()) ||
    reports.some((attempt) => attempt.ending !== 'done' && isDuring(attempt, at));
  const notLast = [...Map.groupBy(mails, ({ week }) => week).values()].flatMap((of) => of.slice(0, -1));
  const weeks = new Set(mails.map(({ week }) => week));
  return {
    mails: mails.length,
    again: notLast.filter(isUnknown).length,
    extraMails: notLast
      .filter((mail) => !isUnknown(mail))
      .map(({ at, week }) => `${week} was mailed at ${at.toISOString()}, known, and again`),
    unmailed: reports
      .filter(({ ending }) => ending === 'done')
      .map(({ scheduledAt }) => scheduledAt.toISOString())
      .filter((at) => !weeks.has(isoWeek(at, 'UTC')))
      .map((at) => `${at} ended well, and nobody got a mail`),
  };
}

const isDuring = ({ startedAt, endedAt }: Attempt, at: Date): boolean => startedAt <= at && at <= endedAt;
