import { counted, daysPhrase } from '../../lambdas/domain/format.ts';
import { URGENCY_WORDS } from '../../lambdas/domain/recommend/recommendation-words.ts';
import {
  type PlannedHost,
  ROLLOUT_STAGES,
  type RolloutPlan,
  type RolloutWave,
} from '../../lambdas/domain/records/rollout-plan.ts';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import type { Whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import {
  limitFirstPhrase,
  NO_LEAK_SEEN,
  rolloutDay,
  STAGE_TITLES,
  waveTitle,
} from '../../lambdas/domain/rollout/rollout-words.ts';
import type { NameOf } from './assessment-words.ts';
import { GAP, tableLines, widthsOf } from './table.ts';
import { colours, cut, hanging, listed, moreInJson, prose, proseColumns, visible } from './terminal.ts';

/** From here there is room for the reason beside a host. */
const WIDE = 116;
/** Of a wave; of the waves of each stage; of roles and zones of a wave; of hosts that can't wait. */
const SHOWN = { hosts: 12, waves: { leaking: 8, others: 3 }, parts: 6, late: 8 } as const;
const LONGEST = { name: 30, role: 12, zone: 15, release: 24 } as const;
const SHORTEST_NAME = 12;

interface Look {
  columns: number;
}
interface PlacedLook extends Look {
  where: Whereabouts;
}

/** Stage by stage the first waves in full, the others of it in one line. */
export function stageBlocks({ waves }: RolloutPlan, look: PlacedLook, nameOf: NameOf): string[][] {
  return ROLLOUT_STAGES.flatMap((stage) => {
    const ofStage = waves.filter((wave) => (wave.stage ?? 'leaking') === stage);
    if (ofStage.length === 0) return [];
    const shown = SHOWN.waves[stage];
    const rest = ofStage.length > shown + 1 ? ofStage.slice(shown) : [];
    return [
      [colours.bold(STAGE_TITLES[stage])],
      ...ofStage.slice(0, ofStage.length - rest.length).map((wave) => waveLines(wave, look, nameOf)),
      restLines(rest, look),
    ];
  });
}

/** Hosts that may reach a limit before their wave begins. */
export function lateLines(plan: RolloutPlan, look: Look, nameOf: NameOf): string[] {
  const text = limitFirstPhrase(plan, {
    nameOf: (host) => cut(nameOf(host), LONGEST.name),
    list: (names) => listed(names, SHOWN.late),
  });
  return text === '' ? [] : prose(text, look).map(colours.yellow);
}

function restLines(rest: readonly RolloutWave[], look: Look): string[] {
  const [first, last] = [rest[0], rest.at(-1)];
  if (first === undefined || last === undefined) return [];
  const hosts = rest.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const most = Math.max(...rest.map((wave) => wave.hosts.length));
  const text = `Waves ${first.wave} to ${last.wave}: ${counted(hosts, 'host')}, at most ${most} a wave, from ${rolloutDay(first.startsAfterDays ?? 0)} to ${rolloutDay(last.startsAfterDays ?? 0)}. --json lists all of them, --wave-size makes them larger.`;
  return prose(text, look);
}

function waveLines(wave: RolloutWave, look: PlacedLook, nameOf: NameOf): string[] {
  const { hosts, watchDays, stopRule, startsAfterDays, stage, kind } = wave;
  // It would say the same on each.
  const isPlain = stage === 'others' && hosts.length > 1 && kind !== 'canary';
  const hasReasons = !isPlain || hosts.some(({ reason }) => reason !== NO_LEAK_SEEN);
  const start = startsAfterDays === undefined ? '' : `, from ${rolloutDay(startsAfterDays)}`;
  const many = counted(hosts.length, 'host');
  const title = `${waveTitle({ wave: wave.wave, kind })}: ${many}${start}, then watch for ${daysPhrase(watchDays)}`;
  const left = hosts.length - SHOWN.hosts;
  const places = [...new Set(hosts.map(look.where.of))].filter((place) => place !== null).map(visible);
  return [
    ...prose(title, look).map(colours.bold),
    ...(places.length > 0
      ? hanging('  ', `In ${listed(places, SHOWN.parts)}`, proseColumns(look.columns))
      : []),
    ...(left > 0 ? hanging('  ', partsText(hosts), proseColumns(look.columns)) : []),
    ...hostLines(hosts.slice(0, SHOWN.hosts), hasReasons, look, nameOf),
    ...moreInJson(left, 'more', '  '),
    ...hanging('  ', visible(stopRule), proseColumns(look.columns)).map(colours.dim),
  ];
}

/** `edge 30, api 20; eu-west-1a 17, eu-west-1b 17, eu-west-1c 16`. */
function partsText(hosts: readonly PlannedHost[]): string {
  const parts = (of: (host: PlannedHost) => string) =>
    listed(
      [...Map.groupBy(hosts, of)]
        .map(([part, members]) => ({ part, count: members.length }))
        .sort((a, b) => b.count - a.count || (a.part < b.part ? -1 : 1))
        .map(({ part, count }) => `${part} ${count}`),
      SHOWN.parts,
    );
  return `${parts(({ role }) => roleText(role))}; ${parts(({ availabilityZone }) => zoneText(availabilityZone))}`;
}

function hostLines(hosts: readonly PlannedHost[], hasReasons: boolean, look: Look, nameOf: NameOf): string[] {
  const rows = hosts.map((host) => {
    const { role, availabilityZone, urgency } = host;
    const place = `${roleText(role)}, ${zoneText(availabilityZone)}`;
    return [
      place,
      changeText(host),
      urgency === 'none' ? '' : URGENCY_WORDS[urgency].replace(/^at the /, ''),
    ];
  });
  const others = widthsOf(rows).reduce((sum, width) => sum + width + GAP, GAP);
  const room = Math.min(LONGEST.name, Math.max(SHORTEST_NAME, look.columns - others - GAP));
  const names = hosts.map((host) => [cut(nameOf(host), room)]);
  const [nameWidth = 0] = widthsOf(names);
  const isWide = hasReasons && look.columns >= WIDE;
  const cells = hosts.map(({ reason }, row) => [
    ...(names[row] ?? []).map(colours.bold),
    ...(rows[row] ?? []),
    ...(isWide ? [cut(visible(reason), look.columns - others - nameWidth - GAP)] : []),
  ]);
  const isNarrow = others + nameWidth + GAP > look.columns;
  const lines = tableLines([{}, {}, {}, {}, ...(isWide ? [{}] : [])], cells, Infinity);
  return hosts.flatMap(({ reason }, row) => [
    ...(isNarrow ? narrowLines(cells[row] ?? [], look) : [`  ${lines[row]}`]),
    ...(isWide || !hasReasons ? [] : hanging('    ', visible(reason), proseColumns(look.columns))),
  ]);
}

/** A host's name, and below it the rest. */
const narrowLines = ([name = '', ...others]: readonly string[], { columns }: Look): string[] => [
  `  ${name}`,
  ...hanging('    ', others.filter((text) => text !== '').join(', '), columns),
];

function changeText({ action, from, to }: PlannedHost): string {
  if (action === 'restart') return to === null ? 'restart' : `restart to ${releaseText(to)}`;
  return `${releaseText(from)} → ${releaseText(to)}`;
}

export const roleText = (role: string | null): string =>
  role === null ? 'no role' : cut(visible(role), LONGEST.role);
const zoneText = (zone: string | null): string => cut(visible(zone ?? 'no zone'), LONGEST.zone);
export const releaseText = (version: string | null): string =>
  cut(visible((version && upstreamRelease(version)) ?? version ?? '?'), LONGEST.release);
