import { daysPhrase } from '../../lambdas/domain/format.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { PlannedHost, RolloutWave } from '../../lambdas/domain/records/rollout-plan.ts';
import type { ReleaseVerification } from '../../lambdas/domain/records/verification.ts';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import { minutes, type NameOf, namesOf } from './assessment-words.ts';
import { hint } from './invocation.ts';
import { colours, cut, prose, proseColumns, visible, wrap } from './terminal.ts';

/** From here there is room for the reason beside a host. */
const WIDE = 116;
const GAP = 2;
/** Of a wave, of all waves, of what can't be planned. */
const SHOWN = { hosts: 12, waves: 10, unplanned: 10, upgrades: 8 } as const;
const LONGEST = { name: 30, role: 12, zone: 15, release: 12 } as const;
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
  const more = plan.waves.length - SHOWN.waves;
  const blocks = [
    headline(assessment, look),
    upgrades(verifications, look),
    ...plan.waves.slice(0, SHOWN.waves).map((wave) => waveLines(wave, look, nameOf)),
    more > 0 ? [`and ${more} more waves: --json lists all of them`] : [],
    unplanned(assessment, look, nameOf),
    next(assessment, look, nameOf),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function headline({ plan, hosts, assessedAt }: Assessment, look: Look): string[] {
  const { waves } = plan;
  const planned = waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const until = `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'} until ${minutes(assessedAt)}`;
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
  const lines = verifications.slice(0, SHOWN.upgrades).flatMap((told) => {
    const { role, from, to, lastAt, verdict, summary } = told;
    const what = `${roleText(role)}, ${releaseText(from)} -> ${releaseText(to)}, ${lastAt.slice(0, 10)}`;
    return [
      `  ${verdictText(verdict)}${' '.repeat(width - verdict.length)}${what}`,
      ...indented('    ', `${visible(summary)}.`, look),
    ];
  });
  const more = verifications.length - SHOWN.upgrades;
  return [
    colours.bold('Last upgrades'),
    ...lines,
    ...(more > 0 ? [`  and ${more} more: --json lists all of them`] : []),
  ];
}

function verdictText(verdict: ReleaseVerification['verdict']): string {
  if (verdict === 'not-fixed') return colours.red(verdict);
  return verdict === 'fixed' ? colours.green(verdict) : verdict;
}

function waveLines(
  { wave, kind, hosts, watchDays, stopRule }: RolloutWave,
  look: Look,
  nameOf: NameOf,
): string[] {
  const many = hosts.length === 1 ? '1 host' : `${hosts.length} hosts`;
  const more = hosts.length - SHOWN.hosts;
  return [
    colours.bold(
      `Wave ${wave}${kind === 'canary' ? ', canary' : ''}: ${many}, then watch for ${daysPhrase(watchDays)}`,
    ),
    ...hostLines(hosts.slice(0, SHOWN.hosts), look, nameOf),
    ...(more > 0 ? [`  and ${more} more: --json lists all of them`] : []),
    ...indented('  ', visible(stopRule), look).map(colours.dim),
  ];
}

function hostLines(hosts: readonly PlannedHost[], look: Look, nameOf: NameOf): string[] {
  const rows = hosts.map((host) => {
    const { role, availabilityZone, urgency } = host;
    const place = `${roleText(role)}, ${cut(visible(availabilityZone ?? 'no zone'), LONGEST.zone)}`;
    return [place, changeText(host), urgency === 'none' ? '' : urgency.replace('-', ' ')];
  });
  const widthOf = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length)) + GAP;
  const widths = [0, 1, 2].map((cell) => widthOf(rows.map((cells) => cells[cell] ?? '')));
  const others = widths.reduce((sum, width) => sum + width, GAP);
  const room = Math.min(LONGEST.name, Math.max(SHORTEST_NAME, look.columns - others - GAP));
  const names = hosts.map((host) => cut(nameOf(host), room));
  const nameWidth = widthOf(names);
  return hosts.flatMap(({ reason }, row) => {
    const name = colours.bold((names[row] ?? '').padEnd(nameWidth));
    const cells = (rows[row] ?? []).map((cell, index) => cell.padEnd(widths[index] ?? 0));
    const line = `  ${name}${cells.join('')}`;
    if (look.columns < WIDE) return [line.trimEnd(), ...indented('    ', visible(reason), look)];
    return [`${line}${cut(visible(reason), look.columns - others - nameWidth)}`.trimEnd()];
  });
}

function changeText({ action, from, to }: PlannedHost): string {
  if (action === 'restart') return to === null ? 'restart' : `restart to ${releaseText(to)}`;
  return `${releaseText(from)} -> ${releaseText(to)}`;
}

function unplanned({ plan }: Assessment, look: Look, nameOf: NameOf): string[] {
  if (plan.unplanned.length === 0) return [];
  const more = plan.unplanned.length - SHOWN.unplanned;
  return [
    colours.bold(`Not planned: ${plan.unplanned.length}`),
    ...plan.unplanned
      .slice(0, SHOWN.unplanned)
      .flatMap((host) => indented('  ', `${cut(nameOf(host), LONGEST.name)}: ${visible(host.reason)}`, look)),
    ...(more > 0 ? [`  and ${more} more: --json lists all of them`] : []),
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

function indented(prefix: string, text: string, { columns }: Look): string[] {
  const width = proseColumns(columns) - prefix.length;
  return wrap(text, Math.max(20, width)).map((line) => prefix + line);
}

const roleText = (role: string | null): string =>
  role === null ? 'no role' : cut(visible(role), LONGEST.role);
const releaseText = (version: string | null): string =>
  cut(visible((version && upstreamRelease(version)) ?? version ?? '?'), LONGEST.release);
