import type { DemoHost } from '../../infra/local/demo/demo-fleet.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { VERIFICATION_LEADS, worstFirst } from '../../lambdas/domain/upgrades/verification-words.ts';
import type { DemoResult } from '../demo/run-demo.ts';
import { timeline } from '../demo/timeline.ts';
import type { JudgedSample } from '../judged-sample.ts';
import { verificationColour } from './assessment-words.ts';
import { attemptsTable, capturedTitle, inPlaces, placesTable } from './demo-places.ts';
import { hint } from './invocation.ts';
import { verdictOrSilence } from './rest.ts';
import { verdictLine } from './sample-verdict.ts';
import { renderScore } from './score.ts';
import { tableLines } from './table.ts';
import { colours, hanging, prose, proseColumns, visible } from './terminal.ts';

const INDENT = '  ';

interface Look {
  columns: number;
  out: string;
  weeks: number;
  /** The last of them, in which it was audited. */
  auditedWeeks: number;
  seed: number;
  /** Paths of the report's files. */
  files: readonly string[];
  /** What one look at this machine found; `null` where no HAProxy runs. */
  real: JudgedSample | null;
  /** Of the written samples. */
  newestRun: readonly Sample[];
}

/** What the weeks came to, for a person: what was told when, the fleet at the end, and what was really so. */
export function renderDemo(result: DemoResult, look: Look): string {
  const ofLast = look.auditedWeeks < look.weeks ? ` of the last ${look.auditedWeeks}` : '';
  const title = `${result.fleet.length} simulated hosts${inPlaces(result)}, ${look.weeks} weeks, an audit each hour${ofLast}, by the functions that Lambda runs (seed ${look.seed})`;
  const { columns, newestRun } = look;
  const score = { columns, newestRun, paths: [look.out], left: 0 };
  const blocks = [
    prose(title, look).map(colours.bold),
    section(
      'Timeline',
      timeline(result).flatMap(({ day, text }) => hanging(`${day}  `, text, proseColumns(look.columns))),
    ),
    section('Did the upgrades work?', upgrades(result, look)),
    section('On the last day', [renderScore(result.assessment, score).trimEnd()]),
    section('Ground truth', stories(result)),
    section('Accounts and regions', placesTable(result, look.columns)),
    section(capturedTitle(result), attemptsTable(result)),
    section('This machine, for real', thisMachine(look)),
    section('The weekly report, as it was mailed', report(result, look)),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [colours.bold(title), ...lines];

function upgrades({ assessment }: DemoResult, look: Look): string[] {
  return worstFirst(assessment.verifications).flatMap(({ role, verdict, summary }) => {
    const colour = verificationColour(verdict);
    const text = visible(`${VERIFICATION_LEADS[verdict]}, ${role ?? 'no role'}: ${summary}`);
    const [first = '', ...rest] = prose(text, { columns: look.columns - INDENT.length });
    return [colour(first), ...rest.map((line) => INDENT + line)];
  });
}

function stories({ fleet, assessment }: DemoResult): string[] {
  const assessed = new Map(assessment.hosts.map((host) => [host.hostId, host]));
  const rows = [...Map.groupBy(fleet, (host) => host.story)].map(([story, hosts]) => {
    const isRight = hosts.every((host) => isTold(host, assessed));
    const found = Map.groupBy(hosts, ({ hostId }) => {
      const host = assessed.get(hostId);
      return host ? verdictOrSilence(host) : 'not seen';
    });
    const verdicts = [...found].map(([verdict, { length }]) =>
      found.size > 1 ? `${length} ${verdict}` : verdict,
    );
    const mark = isRight ? colours.green('✓') : colours.red('✗');
    return [mark, story.name, `${hosts.length}`, verdicts.join(', ')];
  });
  return tableLines(
    [{ title: '' }, { title: 'STORY' }, { title: 'HOSTS', align: 'right' }, { title: 'FOUND' }],
    rows,
  );
}

/** Whether verdict and kind are true of the host's story. */
export function isTold({ story, hostId }: DemoHost, assessed: ReadonlyMap<string, AssessedHost>): boolean {
  const host = assessed.get(hostId);
  const named = host?.kinds?.[0]?.kind;
  const isKind = story.kinds === undefined || (named !== undefined && story.kinds.includes(named));
  return story.verdicts.includes(host?.verdict ?? 'not seen') && isKind;
}

function thisMachine({ real, columns }: Look): string[] {
  if (!real?.judgement) return [];
  return [...prose(verdictLine(real.judgement, real.sample), { columns }), hint('Why', 'audit')];
}

function report({ endpoint }: DemoResult, look: Look): string[] {
  const subjects = endpoint
    .mails()
    .flatMap(({ Content }) => prose(visible(Content.Simple.Subject.Data), look).map(colours.cyan));
  return [
    ...subjects,
    ...look.files.map((path) => `  ${visible(path)}`),
    hint('In which order to upgrade', 'plan', '--from', look.out),
  ];
}
