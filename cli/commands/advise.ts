import { Command } from 'commander';
import {
  findVersion,
  isStale,
  type KnownVersion,
  knowledgeAgeDays,
} from '../../lambdas/domain/releases/knowledge.ts';
import { adviseRelease } from '../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { renderAdvice } from '../text/advise.ts';
import { examples, hint } from '../text/invocation.ts';
import { colours, columns, EXIT, quoted } from '../text/terminal.ts';

/** Wide enough for every line, narrow enough to read. */
const MAX_COLUMNS = 100;

/**
 * `auditor advise VERSION…`: what is known of releases and what to run instead, without any host.
 * @param now the clock that tells which branches have ended and how old the knowledge is.
 */
export function adviseCommand(now: () => Date = () => new Date()): Command {
  return new Command('advise')
    .description('say which known leaks a HAProxy version has, and what to run instead')
    .argument('<version...>', 'versions as HAProxy or a package prints them, e.g. 2.8.11 or 2.6.12-1+deb12u4')
    .option('--json', 'print an array with one object a version, in the order asked')
    .option('--all', 'list every known advisory instead of the first ones')
    .addHelpText(
      'after',
      examples(
        ['What is known of a release', 'advise 2.8.11'],
        ['Of packages as dpkg or rpm names them', 'advise 2.6.12-1+deb12u4 3.2.26-1'],
        ['Every advisory', 'advise 2.8.11 --all'],
      ),
    )
    .action((versions: string[], options: { json?: true; all?: true }, command: Command) => {
      advise(versions, options, command, now());
    });
}

function advise(
  versions: readonly string[],
  options: { json?: true; all?: true },
  command: Command,
  at: Date,
): void {
  const advices = knownVersions(versions, command).map((version) => adviseRelease(version, knowledge, at));
  if (isStale(knowledge, at)) {
    const age = knowledgeAgeDays(knowledge, at);
    process.stderr.write(
      `warning: releases were last checked on ${knowledge.checkedOn}, ${age} days ago: newer ones and newer advisories are likely\n`,
    );
  }
  if (options.json) {
    process.stdout.write(`${JSON.stringify(advices, null, 2)}\n`);
    return;
  }
  const width = Math.min(columns(process.stdout), MAX_COLUMNS);
  const texts = advices.map((advice) =>
    renderAdvice(advice, { columns: width, all: options.all === true, colours }),
  );
  process.stdout.write(`${texts.join('\n')}${hint('What the hosts themselves say', 'audit')}\n`);
}

/** All versions or an error that names each wrong one: half an answer would hide that a host was not looked at. */
function knownVersions(versions: readonly string[], command: Command): KnownVersion[] {
  const found = versions.map((text) => ({ text, found: findVersion(text, knowledge) }));
  const errors = found.flatMap(({ text, found }) =>
    'reason' in found ? [`error: ${quoted(text)} ${found.reason}; nearest: ${found.nearest.join(', ')}`] : [],
  );
  if (errors.length > 0) {
    const hint = `known are ${knowledge.branches.at(0)?.branch} to ${knowledge.branches.at(-1)?.branch}, checked on ${knowledge.checkedOn}`;
    command.error([...errors, hint].join('\n'), { exitCode: EXIT.usage, code: 'auditor.unknownVersion' });
  }
  return found.flatMap(({ found }) => ('version' in found ? [found] : []));
}
