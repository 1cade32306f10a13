import type { SampleFinding, SampleJudgement } from '../../lambdas/domain/assess/judge-sample.ts';
import type { AdvisoryFinding } from '../../lambdas/domain/releases/release-advice.ts';
import { capital } from '../../lambdas/report/words.ts';
import type { JudgedSample } from '../judged-sample.ts';
import { renderTitle } from './advise.ts';
import { adviceCommand, commandLine, hint } from './invocation.ts';
import { unreadHints } from './probe-hints.ts';
import { findingPhrase, verdictLine } from './sample-verdict.ts';
import { colours, hanging, prose, proseColumns } from './terminal.ts';

const SHOWN_LEAKS = 3;

/** What one look at a machine finds, for a person: what was found and what could not be seen, and last the verdict in a line. */
export function renderHostAudit(
  { sample, judgement }: Extract<JudgedSample, { judgement: SampleJudgement }>,
  { columns }: { columns: number },
): string {
  const width = proseColumns(columns);
  const now = judgement.findings.flatMap((finding) => nowLines(finding, width));
  const unread = judgement.outcome === 'findings' && judgement.unread.length === 0 ? [] : unreadHints(sample);
  const blocks = [
    section('Found now', now),
    ...leaksOf(judgement).map(({ release, leaks }) => leakLines(release, leaks, width)),
    section(
      'Not seen',
      unread.flatMap((text) => hanging('  ', text, width)),
    ),
    [
      sample.processes.length === 0
        ? hint('What a leak looks like', 'audit', '--replay')
        : hint('All readings', 'probe'),
    ],
    prose(verdictLine(judgement, sample), { columns }).map((line) =>
      colours.bold(OUTCOME_COLOURS[judgement.outcome](line)),
    ),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const OUTCOME_COLOURS = {
  findings: colours.red,
  inconclusive: colours.yellow,
  sound: colours.green,
} as const satisfies Record<SampleJudgement['outcome'], unknown>;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [colours.bold(title), ...lines];

function nowLines(finding: SampleFinding, width: number): string[] {
  const phrase = findingPhrase(finding);
  if (phrase === null) return [];
  const proof =
    finding.code === 'stuck-streams'
      ? hanging('    ', `Proof, as root: ${commandLine('probe', '--proof')}`, width).map(colours.dim)
      : [];
  return [...hanging('  - ', capital(phrase), width), ...proof];
}

/** The known leaks of each release that runs, once. */
function leaksOf({ findings, workers }: SampleJudgement): { release: string; leaks: AdvisoryFinding[] }[] {
  return findings.flatMap((finding) => {
    if (finding.code !== 'known-leaks') return [];
    const worker = workers.find(({ release }) => release.running?.text === finding.release);
    return [{ release: finding.release, leaks: [...(worker?.leaks ?? [])] }];
  });
}

function leakLines(release: string, leaks: readonly AdvisoryFinding[], columns: number): string[] {
  const more = leaks.length - SHOWN_LEAKS;
  const command = adviceCommand([release]);
  const all = command === null ? '' : `: ${command}`;
  return [
    colours.bold(`Known leaks of ${release}`),
    ...leaks.slice(0, SHOWN_LEAKS).flatMap((leak) => renderTitle(leak, { columns, colours, all: false })),
    ...(more > 0 ? hanging('  ', `and ${more} more${all}`, columns).map(colours.dim) : []),
  ];
}
