import { Command } from 'commander';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { fullId, hostKey } from '../../lambdas/domain/records/host-key.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { leadingKind, termReason } from '../../lambdas/domain/scoring/term-words.ts';
import { advisoryTitles } from '../../lambdas/report/advisories.ts';
import { distinctIds } from '../../lambdas/report/reported-hosts.ts';
import { ACKNOWLEDGEMENTS_OPTION } from '../archive/acknowledgement-file.ts';
import { archiveAccountNames } from '../archive/archive-account-names.ts';
import { assessArchive, parseInstant } from '../archive/archive-assessment.ts';
import { KNOWLEDGE_OPTION } from '../archive/archive-knowledge.ts';
import { renderExplanation } from '../text/explain.ts';
import { examples } from '../text/invocation.ts';
import { didYouMean } from '../text/near-matches.ts';
import { columns, EXIT, listed, quoted, visible } from '../text/terminal.ts';

const SHOWN_NAMES = 12;
const MINIMUM_OF_ID = 5;

interface ExplainOptions {
  from: string[];
  at?: Date;
  acknowledgements?: string;
  knowledge?: string;
  json?: true;
}

/** `auditor explain HOST --from PATH…`: the arithmetic and the readings behind one host's score. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('explain the score of one host of an archive: each piece of evidence, and the readings')
    .argument(
      '[host]',
      'id (its beginning is enough) or name of a host; account/region/id where two hosts have the same id; not needed where the archive has one host',
    )
    .requiredOption('--from <path...>', 'files of samples, folders of them, or - for stdin, as for score')
    .option('--at <instant>', 'look back from this instant, as for score', parseInstant)
    .option(...ACKNOWLEDGEMENTS_OPTION)
    .option(...KNOWLEDGE_OPTION)
    .option('--json', 'print host, terms of the sum and bins as JSON')
    .addHelpText(
      'after',
      examples(
        ['Why a host has its score', 'explain lb-edge-3 --from archive/'],
        ['By the beginning of an id', 'explain i-0abc12 --from archive/'],
        ['The terms of the sum', 'explain lb-edge-3 --from archive/ --json | jq .terms'],
      ),
    )
    .action(async (word: string | undefined, options: ExplainOptions, command: Command) => {
      const { from, at, knowledge, acknowledgements } = options;
      const { bins, assessment, known } = await assessArchive(
        from,
        { at, knowledge, acknowledgements },
        command,
      );
      const host = findHost(word, assessment.hosts, bins, command);
      const hostBins = bins.filter((bin) => hostKey(bin) === hostKey(host));
      process.stdout.write(
        options.json
          ? `${printJson(explanation(host, hostBins, assessment.assessedAt), 2)}\n`
          : renderExplanation(host, {
              assessment,
              bins: hostBins,
              advisories: advisoryTitles(known.knowledge.advisories),
              columns: columns(process.stdout),
              accountNames: archiveAccountNames(from),
            }),
      );
    });
}

/** The terms in the order in which they are added; their sum is the log-odds of `leakProbability`. */
function explanation(host: AssessedHost, bins: readonly Bin[], assessedAt: string) {
  const leading = leadingKind(host);
  const evidence = host.evidence.map((term) => ({
    check: term.check,
    logOdds: term.logOdds,
    summary: term.summary,
    reason: termReason(term, leading),
  }));
  const terms = [
    {
      check: 'prior',
      logOdds: host.priorLogOdds,
      summary: 'share of hosts that leak',
      reason: 'before any evidence',
    },
    ...evidence,
  ];
  const logOddsSum = terms.reduce((sum, { logOdds }) => sum + logOdds, 0);
  return { schema: 1, assessedAt, host, terms, logOddsSum, bins };
}

/** @param word none where the archive has one host alone */
function findHost(
  word: string | undefined,
  hosts: readonly AssessedHost[],
  bins: readonly Bin[],
  command: Command,
): AssessedHost {
  if (word === undefined) {
    const [only] = hosts;
    if (only && hosts.length === 1) return only;
    return command.error(`error: there are ${hosts.length} hosts: name one of ${namesOf(hosts)}`, {
      exitCode: EXIT.usage,
    });
  }
  const ways = [
    hosts.filter(({ hostId }) => hostId === word),
    hosts.filter(({ name }) => name === word),
    hosts.filter((host) => fullId(host) === word),
    // Narrow terminals show the beginning of an id alone.
    hosts.filter(({ hostId }) => word.length >= MINIMUM_OF_ID && hostId.startsWith(word)),
  ];
  const found = ways.find((hosts) => hosts.length > 0) ?? [];
  const [host] = found;
  if (host && found.length === 1) return host;
  return command.error(`error: ${whyNot(word, found, hosts, bins)}`, { exitCode: EXIT.usage });
}

function whyNot(
  word: string,
  found: readonly AssessedHost[],
  hosts: readonly AssessedHost[],
  bins: readonly Bin[],
): string {
  const name = quoted(word);
  if (found.length > 1) {
    return `${found.length} hosts go by ${name}: ask for one of ${listed(found.map(distinctIds(found)).map(visible).sort(), SHOWN_NAMES)}`;
  }
  const last = bins.findLast((bin) => bin.hostId === word || bin.name === word);
  if (last)
    return `${name} was last asked in the three hours from ${last.binAt}: look back from then with --at`;
  const meant = didYouMean(word, hosts);
  if (meant !== null) return `no host has the id or name ${name}. ${meant}`;
  return `no host has the id or name ${name}; there are ${namesOf(hosts)}`;
}

const namesOf = (hosts: readonly AssessedHost[]): string =>
  listed(
    hosts.map(({ name, hostId }) => visible(name ?? hostId)),
    SHOWN_NAMES,
  );
