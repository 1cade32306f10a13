import { type Command, InvalidArgumentError } from 'commander';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { counted, instantPhrase } from '../../lambdas/domain/format.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { fullId } from '../../lambdas/domain/records/host-key.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import type { NamedKnowledge } from '../../lambdas/knowledge/choose-knowledge.ts';
import { withFilesRead } from '../text/progress.ts';
import { EXIT, visible } from '../text/terminal.ts';
import { type Accepted, archiveAccepted } from './archive-acknowledgements.ts';
import { type ArchiveBins, readBins } from './archive-bins.ts';
import { filesOf, fleetNamesOf } from './archive-files.ts';
import { archiveKnowledge } from './archive-knowledge.ts';
import { remark } from './remark.ts';

/** Lines that can't be read and are named; of more only their number. */
const SHOWN_REFUSALS = 20;

const EXPECTED =
  'give files of samples (.ndjson or .ndjson.gz, one JSON line a host and run), folders of them at any depth, or - for stdin';

/** After every instant that a record can have. */
export const LATEST = new Date(8.64e15);

export interface ArchiveOptions {
  at?: Date | undefined;
  /** File of accepted findings. */
  acknowledgements?: string | undefined;
  /** File of a knowledge document. */
  knowledge?: string | undefined;
}

/**
 * The assessment of files of samples, by the functions that Lambda runs. What can't be read is told on stderr.
 * @throws CommanderError, with the exit code for wrong usage, where there is nothing to assess
 */
export async function assessArchive(
  paths: readonly string[],
  { at, acknowledgements, knowledge: file }: ArchiveOptions,
  command: Command,
): Promise<{ bins: readonly Bin[]; assessment: Assessment; known: NamedKnowledge; accepted: Accepted }> {
  const accepted = archiveAccepted(paths, acknowledgements, command);
  const refusals = tellRefusals();
  const read = await withFilesRead('reading samples', (told) =>
    readBins(paths, at ?? null, refusals.refuse, told),
  );
  refusals.end();
  const wrong = (lines: string[]) =>
    command.error([...lines.map((line) => `error: ${line}`), EXPECTED].join('\n'), { exitCode: EXIT.usage });
  if ('wrong' in read) return wrong(read.wrong.map(({ path, reason }) => `${visible(path)}: ${reason}`));
  if (at === undefined) remarkOnFuture(read, new Date());
  const { accountId = '', region = '' } = read.bins.at(-1) ?? {};
  const run = { runAt: printInstant(read.at), accountId, region, fleetName: fleetNameOf(paths) };
  const known = archiveKnowledge(paths, run, file, command);
  // Of an archive's end a person wants to see what was accepted since.
  const used = accepted(read.at, at ?? LATEST);
  const assessment = assessFleet(read.bins, { ...known, ...used, at: read.at, before: null });
  if (assessment.hosts.length === 0) {
    return wrong([`no sample in the 28 days before ${assessment.assessedAt}`]);
  }
  return { bins: read.bins, assessment, known, accepted };
}

/** Where a clock is wrong, the archive's end is not now. */
function remarkOnFuture({ bins, at }: ArchiveBins, now: Date): void {
  const later = new Set(bins.filter(({ binAt }) => Date.parse(binAt) > now.getTime()).map(fullId));
  const [first] = later;
  if (first === undefined) return;
  const more = later.size > 1 ? ` and ${counted(later.size - 1, 'more host')}` : '';
  remark(
    `Samples of ${first}${more} are later than now. All hosts are judged as of ${instantPhrase(printInstant(at))}; --at chooses another instant.`,
  );
}

/** The fleet that an archive is of. */
function fleetNameOf(paths: readonly string[]): string | undefined {
  const [fleetName, ...others] = fleetNamesOf(paths.flatMap((path) => filesOf(path) ?? []));
  if (others.length === 0) return fleetName;
  const names = [fleetName, ...others].map((name) => name ?? 'one without a name');
  remark(
    `The archive has samples of ${names.length} fleets (${names.join(', ')}). They are assessed as one fleet; name the folder of one to assess it alone.`,
  );
  return undefined;
}

/** Reads `2026-11-22T17:00:00Z`, or a date for its midnight in UTC. */
export function parseInstant(text: string): Date {
  const isInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const instant = new Date(isInstant ? text : Number.NaN);
  if (Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError('Expected is an instant such as 2026-11-22T17:00:00Z, or a date.');
  }
  return instant;
}

function tellRefusals(): { refuse: (refusal: ParseIssue) => void; end: () => void } {
  let count = 0;
  return {
    refuse: ({ file, line, path, message }) => {
      count += 1;
      if (count > SHOWN_REFUSALS) return;
      const what = [`${file}:${line}`, path, message].filter((part) => part !== '').join(': ');
      process.stderr.write(`${visible(what)}\n`);
    },
    end: () => {
      const more = count > SHOWN_REFUSALS ? `${count - SHOWN_REFUSALS} more, ` : '';
      if (count > 0) process.stderr.write(`${more}${count} in all can't be read and are left out\n`);
    },
  };
}
