import { explainingBugs } from '../../lambdas/domain/releases/explanation.ts';
import {
  type HostExplanation,
  needsAmong,
  type ShownBy,
} from '../../lambdas/domain/releases/host-explanation.ts';
import type { AdvisoryFinding, ReleaseAdvice } from '../../lambdas/domain/releases/release-advice.ts';
import { type Look, renderFinding, verdictOf } from './advise.ts';
import { commandLine } from './invocation.ts';
import { kindsPhrase } from './kinds-phrase.ts';
import { renderOrdinary, renderToRuleOut } from './ordinary-causes.ts';
import { hanging, wrap } from './terminal.ts';
import { type Evidence, TRACKER, whatToSend } from './what-to-send.ts';

/** Of each group without `--all`. */
const SHOWN_OF_GROUP = 5;

/** What explains what a host shows, for a person: ordinary causes, known bugs, or what to do where nothing does. */
export function renderExplanation(
  advice: ReleaseAdvice,
  explanation: HostExplanation<AdvisoryFinding>,
  shownBy: ShownBy,
  look: Look,
): string {
  const { colours, columns } = look;
  const { bugs, ordinaryCauses, unexplained, toRuleOut } = explanation;
  const left = { ...shownBy, kinds: unexplained };
  return [
    ...(ordinaryCauses.length > 0 ? renderOrdinary(advice.version, explanation, shownBy, look) : []),
    ...(bugs.length > 0 ? known(advice, left, bugs, look) : []),
    ...(bugs.length === 0 && unexplained.length > 0 ? nothingKnown(advice, left, look) : []),
    ...renderToRuleOut(toRuleOut, left, look),
    colours.bold('Of the release, whatever a host shows'),
    ...hanging('  ', verdictOf(advice), columns),
    ...advice.recommendation.reasons.flatMap((reason) => hanging('  - ', reason, columns)),
    ...hanging('  ', `All that is known of it: ${commandLine('advise', advice.version)}`, columns),
    '',
    colours.dim(`Known as of ${advice.knowledgeCheckedOn}.`),
    '',
  ].join('\n');
}

function known(
  { version }: ReleaseAdvice,
  { kinds, features }: ShownBy,
  bugs: readonly AdvisoryFinding[],
  look: Look,
): string[] {
  const { colours, columns } = look;
  const title = `Known of ${version}, and may explain ${kindsPhrase(kinds)}: ${countPhrase(bugs.length)}`;
  const groups =
    needsAmong(features) !== null
      ? [{ heading: 'With what the host has', ofGroup: bugs }]
      : [
          { heading: 'Any host meets', ofGroup: bugs.filter(({ isCommon }) => isCommon) },
          { heading: 'Takes a rarer feature', ofGroup: bugs.filter(({ isCommon }) => !isCommon) },
        ];
  return [
    ...wrap(title, columns).map(colours.bold),
    ...groups.flatMap(({ heading, ofGroup }) => group(heading, ofGroup, look)),
    '',
  ];
}

function group(heading: string, bugs: readonly AdvisoryFinding[], look: Look): string[] {
  if (bugs.length === 0) return [];
  const shown = look.all ? bugs : bugs.slice(0, SHOWN_OF_GROUP);
  const rest = bugs.length - shown.length;
  return [
    look.colours.bold(`  ${heading}: ${bugs.length}`),
    ...shown.flatMap((bug) => renderFinding(bug, look)),
    ...(rest > 0 ? [`    and ${rest} more: --all lists them`] : []),
  ];
}

function nothingKnown(advice: ReleaseAdvice, shownBy: ShownBy, { colours, columns }: Look): string[] {
  const { kinds, features } = shownBy;
  const isTcpMemoryAlone = kinds.every((kind) => kind === 'tcp-memory');
  const others = explainingBugs(advice.advisories, kinds).length;
  const steps = [
    ...(isTcpMemoryAlone ? [TCP_MEMORY_ALONE] : []),
    ...(features !== null && others > 0
      ? [
          `${countPhrase(others)} of that kind take${others === 1 ? 's' : ''} what --with does not name: look whether the host has it`,
        ]
      : []),
    `Tell HAProxy's maintainers what the host shows, with its configuration and the output of these commands: ${TRACKER}`,
  ];
  const verdict = `Nothing known of ${advice.version} explains ${kindsPhrase(kinds)}.`;
  return [
    ...wrap(verdict, columns).map((line) => colours.bold(colours.yellow(line))),
    '',
    colours.bold('What to do'),
    ...steps.flatMap((step) => hanging('  - ', step, columns)),
    ...whatToSend(kinds).flatMap((evidence) => [
      `      ${colours.cyan(evidence.command)}`,
      ...hanging('          ', `${PLACES[evidence.at]}: ${evidence.says}`, columns),
    ]),
    '',
  ];
}

const TCP_MEMORY_ALONE =
  'TCP memory alone does not tell which bug that is: look for stuck streams and dead sockets, and ask again with what there is';

const PLACES: Readonly<Record<Evidence['at'], string>> = {
  'runtime-api': 'at the runtime API',
  'master-cli': "at the master's socket",
  shell: 'in a shell',
};

const countPhrase = (count: number): string => `${count} ${count === 1 ? 'bug' : 'bugs'}`;
