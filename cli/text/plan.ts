import { countedPlainly, daysPhrase, instantPhrase } from '../../lambdas/domain/format.ts';
import { URGENCY_WORDS } from '../../lambdas/domain/recommend/recommendation-words.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { PlannedHost, RolloutWave } from '../../lambdas/domain/records/rollout-plan.ts';
import type { ReleaseVerification } from '../../lambdas/domain/records/verification.ts';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import { waveTitle } from '../../lambdas/domain/rollout/rollout-words.ts';
import { type NameOf, namesOf, verificationColour } from './assessment-words.ts';
import { hint } from './invocation.ts';
import { nearLimitLines } from './limits.ts';
import { GAP, tableLines, widthsOf } from './table.ts';
import { colours, cut, hanging, moreInJson, prose, proseColumns, visible } from './terminal.ts';

/** From here there is room for the reason beside a host. */
const WIDE = 116;
/** Of a wave, of all waves, of what can't be planned. */
const SHOWN = { hosts: 12, waves: 10, unplanned: 10, upgrades: 8 } as const;
const LONGEST = { name: 30, role: 12, zone: 15, release: 24 } as const;
const SHORTEST_NAME = 12;

interface Look {
  columns: number;
  /** As they were given, for the hint. */
  paths: readonly string[];
}

/** A rollout plan for a person: what past upgrades did, then wave by wave what to change and when to stop. */
export function renderPlan(assessment: Assessment, look: Look): string {
  const { plan, verifications, hosts } = assessment;
  const nameOf = namesOf(hosts);
  const blocks = [
    headline(assessment, look),
    upgrades(verifications, look),
    ...plan.waves.slice(0, SHOWN.waves).map((wave) => waveLines(wave, look, nameOf)),
    moreInJson(plan.waves.length - SHOWN.waves, 'more waves'),
    unplanned(assessment, look, nameOf),
    nearLimitLines(hosts, look, nameOf),
    next(assessment, look, nameOf),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function headline({ plan, hosts, assessedAt }: Assessment, look: Look): string[] {
  const { waves } = plan;
  const planned = waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const until = `${countedPlainly(hosts.length, 'host')} until ${instantPhrase(assessedAt)}`;
  if (waves.length === 0)
    return prose(`${until}: none can be upgraded or restarted to any use.`, look).map(colours.bold);
  const days = daysPhrase(waves.reduce((sum, { watchDays }) => sum + watchDays, 0));
  const many = waves.length === 1 ? 'one wave' : `${waves.length} waves`;
  return prose(`${until}: ${planned} to change in ${many}, watched for ${days} in all.`, look).map(
    colours.bold,
  );
}

function upgrades(verifications: readonly ReleaseVerification[], look: Look): string[] {
  if (verifications.length === 0) return [];
  const width = Math.max(...verifications.map(({ verdict }) => verdict.length)) + GAP;
  const lines = verifications
    .slice(0, SHOWN.upgrades)
    .flatMap(({ role, from, to, lastAt, verdict, summary }) => [
      `  ${verificationColour(verdict)(verdict.padEnd(width))}${roleText(role)}, ${releaseText(from)} -> ${releaseText(to)}, ${lastAt.slice(0, 10)}`,
      ...hanging('    ', `${visible(summary)}.`, proseColumns(look.columns)),
    ]);
  const left = verifications.length - SHOWN.upgrades;
  return [colours.bold('Last upgrades'), ...lines, ...moreInJson(left, 'more', '  ')];
}

function waveLines(
  { wave, kind, hosts, watchDays, stopRule }: RolloutWave,
  look: Look,
  nameOf: NameOf,
): string[] {
  const many = countedPlainly(hosts.length, 'host');
  return [
    colours.bold(`${waveTitle({ wave, kind })}: ${many}, then watch for ${daysPhrase(watchDays)}`),
    ...hostLines(hosts.slice(0, SHOWN.hosts), look, nameOf),
    ...moreInJson(hosts.length - SHOWN.hosts, 'more', '  '),
    ...hanging('  ', visible(stopRule), proseColumns(look.columns)).map(colours.dim),
  ];
}

function hostLines(hosts: readonly PlannedHost[], look: Look, nameOf: NameOf): string[] {
  const rows = hosts.map((host) => {
    const { role, availabilityZone, urgency } = host;
    const place = `${roleText(role)}, ${cut(visible(availabilityZone ?? 'no zone'), LONGEST.zone)}`;
    return [place, changeText(host), urgency === 'none' ? '' : URGENCY_WORDS[urgency]];
  });
  const others = widthsOf(rows).reduce((sum, width) => sum + width + GAP, GAP);
  const room = Math.min(LONGEST.name, Math.max(SHORTEST_NAME, look.columns - others - GAP));
  const names = hosts.map((host) => [cut(nameOf(host), room)]);
  const [nameWidth = 0] = widthsOf(names);
  const isWide = look.columns >= WIDE;
  const lines = tableLines(
    [{}, {}, {}, {}, ...(isWide ? [{}] : [])],
    hosts.map(({ reason }, row) => [
      ...(names[row] ?? []).map(colours.bold),
      ...(rows[row] ?? []),
      ...(isWide ? [cut(visible(reason), look.columns - others - nameWidth - GAP)] : []),
    ]),
  );
  return hosts.flatMap(({ reason }, row) => [
    `  ${lines[row]}`,
    ...(isWide ? [] : hanging('    ', visible(reason), proseColumns(look.columns))),
  ]);
}

function changeText({ action, from, to }: PlannedHost): string {
  if (action === 'restart') return to === null ? 'restart' : `restart to ${releaseText(to)}`;
  return `${releaseText(from)} -> ${releaseText(to)}`;
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
          `${cut(nameOf(host), LONGEST.name)}: ${visible(host.reason)}`,
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

const roleText = (role: string | null): string =>
  role === null ? 'no role' : cut(visible(role), LONGEST.role);
const releaseText = (version: string | null): string =>
  cut(visible((version && upstreamRelease(version)) ?? version ?? '?'), LONGEST.release);
