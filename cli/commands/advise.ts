import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { SHOWN_KINDS } from '../../lambdas/domain/releases/explanation.ts';
import { explainHost, type ShownBy } from '../../lambdas/domain/releases/host-explanation.ts';
import { isStale, type Knowledge, knowledgeAgeDays } from '../../lambdas/domain/releases/knowledge.ts';
import { type PackageAdvice, packagesFor } from '../../lambdas/domain/releases/package-advice.ts';
import type { ReadLine } from '../../lambdas/domain/releases/read-version.ts';
import type { ReleaseAdvice } from '../../lambdas/domain/releases/release-advice.ts';
import { knowledge as builtIn } from '../../lambdas/knowledge/index.ts';
import { ordinaryCauses } from '../../lambdas/knowledge/ordinary-causes.ts';
import { adviseLine, type LineAdvice } from '../advise-line.ts';
import { knowledgeOfFile } from '../knowledge/knowledge-file.ts';
import { isStdinAsked, readWords } from '../read-words.ts';
import { readShownBy } from '../shown-by.ts';
import { type Look, renderAdvice } from '../text/advise.ts';
import { readingPhrase, renderReading, renderUnnamed } from '../text/advise-reading.ts';
import { renderExplanation } from '../text/explanation.ts';
import { examples, hint } from '../text/invocation.ts';
import { renderSigns } from '../text/ordinary-causes.ts';
import { renderPackages } from '../text/packages.ts';
import { colours, columns, EXIT, quoted } from '../text/terminal.ts';

/** Wide enough for every line, narrow enough to read. */
const MAX_COLUMNS = 100;
/** A whole log may be piped in by accident. */
const SHOWN_ERRORS = 20;

type Options = {
  json?: true;
  all?: true;
  packages?: true;
  shows?: string;
  with?: string;
  knowledge?: string;
};

/**
 * `auditor advise VERSION…`: what is known of releases and what to run instead, without any host.
 * @param now the clock that tells which branches have ended and how old the knowledge is.
 */
export function adviseCommand(now: () => Date = () => new Date()): Command {
  return new Command('advise')
    .description('say which known leaks a HAProxy version has, and what to run instead')
    .argument(
      '<version...>',
      'versions as HAProxy, a package, an image or a tag has them, a line of `haproxy -v`, or - for standard input',
    )
    .option('--json', 'print an array with one object a version, in the order asked')
    .option('--all', 'list every known advisory instead of the first ones')
    .option(
      '--shows <kinds>',
      `which known bugs explain a host that shows this: ${SHOWN_KINDS.join(', ')}; several with commas`,
    )
    .option(
      '--packages',
      "list the packages of every distribution; those of a build's own distribution are listed anyway",
    )
    .option(
      '--with <features>',
      'with --shows: what the host has, such as h2,lua (other bugs are left out), and what points to an ordinary cause (below)',
    )
    .option('--knowledge <file>', 'a knowledge document to use instead of the built-in knowledge')
    .addHelpText('after', () => `\n${renderSigns(columns(process.stdout))}`)
    .addHelpText(
      'after',
      examples(
        ['What is known of a release', 'advise 2.8.11'],
        ['Of packages as dpkg or rpm names them', 'advise 2.6.12-1+deb12u4 haproxy-3.2.26-1.el9.x86_64'],
        ['Of an image', 'advise haproxy:2.8.11-alpine'],
        ['Every advisory', 'advise 2.8.11 --all'],
        ['Which distribution has a package with the fix', 'advise 2.8.11 --packages'],
        ['What explains a host whose memory grows', 'advise 2.8.15 --shows memory'],
        ['The same, of a host with these features alone', 'advise 2.8.15 --shows memory --with h2,tls,lua'],
        ['Whether that takes a bug at all', 'advise 2.8.2 --shows cpu --with hashed-passwords'],
      ),
    )
    .action((words: string[], options: Options, command: Command) => {
      const adviseOn = (stdin: string) => advise(readWords(words, stdin), options, command, now());
      return isStdinAsked(words) ? text(process.stdin).then(adviseOn) : adviseOn('');
    });
}

function advise(lines: readonly ReadLine[], options: Options, command: Command, at: Date): void {
  const shownBy = readShownBy(options.shows, options.with);
  if (shownBy !== null && 'error' in shownBy)
    command.error(shownBy.error, { exitCode: EXIT.usage, code: 'auditor.unknownWord' });
  const knowledge =
    options.knowledge === undefined ? builtIn : knowledgeOfFile(options.knowledge, command).knowledge;
  const advices = advicesOf(lines, knowledge, command, at);
  if (isStale(knowledge, at)) {
    const age = knowledgeAgeDays(knowledge, at);
    process.stderr.write(
      `warning: releases were last checked on ${knowledge.checkedOn}, ${age} days ago: newer ones and newer advisories are likely\n`,
    );
  }
  if (options.json) {
    const values = advices.map((advised) => ({
      ...advised.advice,
      packages: packagesOf(advised, knowledge, options),
      readAs: advised.read.readAs,
      from: advised.read.from,
      kind: advised.read.kind,
      ...(shownBy === null ? {} : explanationOf(advised, shownBy)),
    }));
    process.stdout.write(`${JSON.stringify(values, null, 2)}\n`);
    return;
  }
  const look = {
    columns: Math.min(columns(process.stdout), MAX_COLUMNS),
    all: options.all === true,
    colours,
  };
  const texts = advices.map(
    (advised) =>
      renderReading(advised.read, advised.line, look) +
      (advised.isNamed
        ? renderNamed(advised.advice, packagesOf(advised, knowledge, options), shownBy, look)
        : renderUnnamed(advised.read, advised.advice, look)),
  );
  process.stdout.write(`${texts.join('\n')}${hint('What the hosts themselves say', 'audit')}\n`);
}

/** Bugs by their ids: the rest of each stands among the advisories. */
function explanationOf(advised: LineAdvice, shownBy: ShownBy) {
  if (!advised.isNamed) return { explains: [], ordinaryCauses: [], otherwise: [] };
  const explanation = explainHost(advised.advice, ordinaryCauses, shownBy);
  return {
    explains: explanation.bugs.map(({ id }) => id),
    ordinaryCauses: explanation.ordinaryCauses,
    otherwise: explanation.otherwise.map(({ id }) => id),
  };
}

const packagesOf = (advised: LineAdvice, knowledge: Knowledge, options: Options): PackageAdvice[] =>
  advised.isNamed ? packagesFor(advised.advice, knowledge, options.packages === true) : [];

const renderNamed = (
  advice: ReleaseAdvice,
  packages: readonly PackageAdvice[],
  shownBy: ShownBy | null,
  look: Look,
): string =>
  shownBy === null
    ? renderAdvice(advice, look, renderPackages(packages, look))
    : renderExplanation(advice, explainHost(advice, ordinaryCauses, shownBy), shownBy, look);

/** All of them or an error that names each wrong one: half an answer would hide that a host was not looked at. */
function advicesOf(
  lines: readonly ReadLine[],
  knowledge: Knowledge,
  command: Command,
  at: Date,
): LineAdvice[] {
  const answers = lines.map((line) => ({ ...line, answer: adviseLine(line, knowledge, at) }));
  const errors = answers.flatMap(({ line, read, answer }) => {
    if (!('reason' in answer)) return [];
    const reading = read === null || read.readAs === line ? '' : ` (read as ${readingPhrase(read)})`;
    return [`error: ${quoted(line)}${reading} ${answer.reason}; nearest: ${answer.nearest.join(', ')}`];
  });
  if (errors.length > 0) {
    const more = errors.length > SHOWN_ERRORS ? [`and ${errors.length - SHOWN_ERRORS} more`] : [];
    const hint = `known are ${knowledge.branches.at(0)?.branch} to ${knowledge.branches.at(-1)?.branch}, checked on ${knowledge.checkedOn}`;
    command.error([...errors.slice(0, SHOWN_ERRORS), ...more, hint].join('\n'), {
      exitCode: EXIT.usage,
      code: 'auditor.unknownVersion',
    });
  }
  return answers.flatMap(({ answer }) => ('reason' in answer ? [] : [answer]));
}
