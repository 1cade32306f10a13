import type { Command } from 'commander';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { DAY, endOfBin, HOUR, WEEK, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import type { AccountNames } from '../../lambdas/domain/records/whereabouts.ts';
import type { NamedKnowledge } from '../../lambdas/knowledge/choose-knowledge.ts';
import type { ReportSources } from '../../lambdas/report/compose-report.ts';
import { isoWeek } from '../../lambdas/report/local-time.ts';
import { gatherBins } from '../../lambdas/report/report-bins.ts';
import { EXIT, visible } from '../text/terminal.ts';
import { archiveAccountNames } from './archive-account-names.ts';
import type { Accepted } from './archive-acknowledgements.ts';
import { assessArchive, LATEST } from './archive-assessment.ts';
import { readBins } from './archive-bins.ts';
import { newestRun } from './newest-run.ts';

/** What a report of an archive of samples is made of: both assessments are made here, as Lambda makes them. */
export interface ArchiveReport {
  sources: Pick<
    ReportSources,
    'week' | 'at' | 'now' | 'before' | 'earlier' | 'bins' | 'newestRun' | 'knowledge'
  >;
  accountNames: AccountNames;
  account: { accountId: string; region: string };
}

export interface ReportOptions {
  from: readonly string[];
  week?: string;
  timeZone: string;
  /** File of accepted findings. */
  acknowledgements?: string;
  /** File of a knowledge document. */
  knowledge?: string;
}

/**
 * Reads an archive for its report.
 * @throws CommanderError, with the exit code for wrong usage, where the archive has nothing of the week
 */
export async function archiveReport(
  { from, week, timeZone, acknowledgements: file, knowledge }: ReportOptions,
  command: Command,
): Promise<ArchiveReport> {
  const limit = week === undefined ? undefined : endOfWeek(week, timeZone);
  const options = { at: limit, acknowledgements: file, knowledge };
  const { bins, assessment, known, accepted } = await assessArchive(from, options, command);
  const end = endOf(bins);
  const at = new Date(Math.min(end, Date.parse(assessment.assessedAt)));
  if (week !== undefined && isoWeek(new Date(at.getTime() - 1).toISOString(), timeZone) !== week) {
    const last = isoWeek(new Date(end - 1).toISOString(), timeZone);
    command.error(`error: nothing of ${week}: up to its end the archive's last samples are of ${last}`, {
      exitCode: EXIT.usage,
    });
  }
  const weekBefore = new Date(at.getTime() - WEEK);
  const before = await assessmentAt(from, weekBefore, { ...known, ...accepted(weekBefore) });
  const now = assessFleet(bins, { ...known, ...accepted(at, limit ?? LATEST), at, before });
  const { add, gathered } = gatherBins(now);
  add(bins);
  const [bin] = bins;
  return {
    sources: {
      week,
      // The last instant of what is reported: the instant of its end belongs to the week after.
      at: new Date(at.getTime() - 1),
      now,
      before,
      earlier: before === null ? [] : [{ at: before.assessedAt, ...before.fleet }],
      bins: gathered(),
      newestRun: await newestRun(from, at),
      knowledge: known.knowledge,
    },
    accountNames: archiveAccountNames(from),
    account: { accountId: visible(bin?.accountId ?? ''), region: visible(bin?.region ?? '') },
  };
}

const endOf = (bins: readonly Bin[]): number =>
  bins.reduce((end, { binAt }) => Math.max(end, endOfBin({ binAt })), 0);

/** The assessment of an earlier instant; `null` where the archive has no host by then. */
async function assessmentAt(
  from: readonly string[],
  at: Date,
  input: NamedKnowledge & ReturnType<Accepted>,
): Promise<Assessment | null> {
  // What can't be read was told when the archive was read first.
  const read = await readBins(from, at, () => undefined);
  if ('wrong' in read) return null;
  const since = at.getTime() - WINDOW_DAYS * DAY;
  const isThen = ({ binAt }: Bin) => Date.parse(binAt) >= since && Date.parse(binAt) < at.getTime();
  const bins = read.bins.filter(isThen);
  // An archive that ends earlier says nothing of this instant.
  if (bins.length === 0 || endOf(bins) < at.getTime() - DAY) return null;
  return assessFleet(bins, { ...input, at, before: null });
}

/** The first instant after an ISO week, where the clocks of the time zone hang. */
function endOfWeek(week: string, timeZone: string): Date {
  const [year, number] = week.split('-W').map(Number);
  // The fourth of January is always of the first week.
  let hour = Date.UTC(year ?? 0, 0, 4) + ((number ?? 1) - 2) * WEEK;
  while (isoWeek(new Date(hour).toISOString(), timeZone) !== week) hour += HOUR / 4;
  while (isoWeek(new Date(hour).toISOString(), timeZone) === week) hour += HOUR / 4;
  return new Date(hour);
}
