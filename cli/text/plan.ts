import { counted, daysPhrase, instantPhrase } from '../../lambdas/domain/format.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import {
  ROLLOUT_STAGES,
  type RolloutStage,
  type RolloutWave,
} from '../../lambdas/domain/records/rollout-plan.ts';
import type { ReleaseVerification } from '../../lambdas/domain/records/verification.ts';
import { type AccountNames, whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import {
  changeDays,
  VERIFICATION_WORDS,
  worstFirst,
} from '../../lambdas/domain/upgrades/verification-words.ts';
import type { PlanSelection } from '../archive/archive-plan.ts';
import { type NameOf, namesOf, verificationColour } from './assessment-words.ts';
import { hint } from './invocation.ts';
import { nearLimitLines } from './limits.ts';
import { lateLines, releaseText, roleText, stageBlocks } from './plan-waves.ts';
import { startedLines } from './started.ts';
import { GAP } from './table.ts';
import { colours, cut, hanging, moreInJson, prose, proseColumns, visible } from './terminal.ts';
import { dayPhrase } from './what-to-do.ts';

const SHOWN = { unplanned: 10, upgrades: 8 } as const;
const LONGEST_NAME = 30;

interface Look {
  columns: number;
  /** As they were given, for the hint. */
  paths: readonly string[];
  /** What the plan is of, where it is not of all hosts. */
  selection?: PlanSelection;
  accountNames?: AccountNames;
}

/** A rollout plan for a person: what past upgrades did, then wave by wave what to change and when to stop. */
export function renderPlan(assessment: Assessment, look: Look): string {
  const { plan, verifications, hosts } = assessment;
  const nameOf = namesOf(hosts);
  const blocks = [
    startedLines(assessment, look),
    headline(assessment, look),
    lateLines(plan, look, nameOf),
    upgrades(verifications, look),
    ...stageBlocks(plan, { ...look, where: whereabouts(hosts, look.accountNames) }, nameOf),
    unplanned(assessment, look, nameOf),
    nearLimitLines(hosts, look, nameOf),
    next(assessment, look, nameOf),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function headline({ plan, hosts, assessedAt }: Assessment, look: Look): string[] {
  const { waves } = plan;
  const until = `${counted(hosts.length, 'host')} until ${instantPhrase(assessedAt)}`;
  const of = selectionText(look.selection ?? {});
  if (waves.length === 0)
    return prose(`${until}: no host${of} needs an upgrade or a restart.`, look).map(colours.bold);
  const stages = ROLLOUT_STAGES.flatMap((stage) => {
    const ofStage = waves.filter((wave) => (wave.stage ?? 'leaking') === stage);
    return ofStage.length === 0 ? [] : [stageText(stage, ofStage)];
  });
  return prose(`${until}. To change${of}: ${stages.join('; then ')}.`, look).map(colours.bold);
}

function stageText(stage: RolloutStage, waves: readonly RolloutWave[]): string {
  const hosts = waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const days = daysPhrase(waves.reduce((sum, { watchDays }) => sum + watchDays, 0));
  const many = waves.length === 1 ? 'one wave' : `${waves.length} waves`;
  const which = {
    leaking: `${counted(hosts, 'host')} that ${hosts === 1 ? 'leaks or may leak' : 'leak or may leak'}`,
    others: `${counted(hosts, 'host')} without a finding`,
  }[stage];
  return `${which} in ${many}, ${days}`;
}

/** ` of role edge, of account 111122223333, that leaks`. */
function selectionText({ leaking, role, account }: PlanSelection): string {
  const parts = [
    ...(role ? [`role ${role.map(visible).join(' or ')}`] : []),
    ...(account ? [`account ${account.map(visible).join(' or ')}`] : []),
  ];
  return `${parts.length === 0 ? '' : ` of ${parts.join(' in ')}`}${leaking ? ', leaking hosts only' : ''}`;
}

function upgrades(verifications: readonly ReleaseVerification[], look: Look): string[] {
  if (verifications.length === 0) return [];
  const width = Math.max(...verifications.map(({ verdict }) => VERIFICATION_WORDS[verdict].length)) + GAP;
  const lines = worstFirst(verifications)
    .slice(0, SHOWN.upgrades)
    .flatMap(({ role, from, to, verdict, summary, ...change }) => [
      ...hanging(
        `  ${verificationColour(verdict)(VERIFICATION_WORDS[verdict].padEnd(width))}`,
        `${roleText(role)}, ${releaseText(from)} → ${releaseText(to)}, ${changeDays(change, dayPhrase)}`,
        look.columns,
      ),
      ...hanging('    ', `${visible(summary)}.`, proseColumns(look.columns)),
    ]);
  const left = verifications.length - SHOWN.upgrades;
  return [colours.bold('Last upgrades'), ...lines, ...moreInJson(left, 'more', '  ')];
}

function unplanned({ plan }: Assessment, look: Look, nameOf: NameOf): string[] {
  if (plan.unplanned.length === 0) return [];
  return [
    colours.bold(`Not planned: ${plan.unplanned.length}`),
    ...plan.unplanned
      .slice(0, SHOWN.unplanned)
      .flatMap((host) =>
        hanging(
          '  ',
          `${cut(nameOf(host), LONGEST_NAME)}: ${visible(host.reason)}`,
          proseColumns(look.columns),
        ),
      ),
    ...moreInJson(plan.unplanned.length - SHOWN.unplanned, 'more', '  '),
  ];
}

function next({ plan, hosts }: Assessment, { paths }: Look, nameOf: NameOf): string[] {
  if (paths.includes('-')) return [];
  const from = ['--from', ...paths];
  const first = plan.waves[0]?.hosts[0] ?? hosts[0];
  return [
    ...(first ? [hint('Why this host', 'explain', nameOf(first), ...from)] : []),
    ...(plan.waves.length > 0 ? [hint('After each wave, with newer samples', 'plan', ...from)] : []),
  ];
}
