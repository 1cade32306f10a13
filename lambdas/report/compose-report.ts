import type { Assessment } from '../domain/records/assessment.ts';
import { hostKey } from '../domain/records/host-key.ts';
import type { Sample } from '../domain/records/sample.ts';
import { WEEK } from '../domain/records/time.ts';
import { isLeaky, isOpenFinding } from '../domain/records/verdict.ts';
import type { WatchedPlaces } from '../domain/records/watched-places.ts';
import { type AccountNames, whereabouts } from '../domain/records/whereabouts.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import { advisoryTitles } from './advisories.ts';
import { changeCount, changesBetween } from './changes.ts';
import { acknowledgedOf, ageOf, coverageOf } from './coverage.ts';
import { decisionsOf } from './decisions.ts';
import { headlineOf, subjectOf } from './headline.ts';
import { hostSeries } from './host-series.ts';
import { isoWeek, weekBefore } from './local-time.ts';
import { nearLimitsOf } from './near-limits.ts';
import { allPrintable, MAXIMUM_OF_A_NAME, printable } from './printable.ts';
import { endingBranches, releaseMatrix } from './release-matrix.ts';
import type { Report, ReportedHost, ReportedWeek } from './report.ts';
import type { ReportBins } from './report-bins.ts';
import { placesOf } from './report-places.ts';
import { labelsOf, reportHosts } from './reported-hosts.ts';
import type { FleetPoint } from './series.ts';

/** Days that the report's words for time to come rest on. */
const FULL_DAYS = 14;

/** Everything that a report is made of. */
export interface ReportSources {
  accountId: string;
  region: string;
  /** None without it. */
  accountNames?: AccountNames;
  /** Of one fleet among several. */
  fleetName?: string | undefined;
  /** The week that was asked for; that which holds most of the seven days reported where none was. */
  week?: string | undefined;
  /** The report's instant: its week in the archive, and how old everything is then. */
  at: Date;
  /** IANA name. */
  timeZone: string;
  now: Assessment;
  /** Made a week before `now`; `null` on the first run. */
  before: Assessment | null;
  /** The fleet at earlier assessments, oldest first. */
  earlier: readonly FleetPoint[];
  bins: ReportBins;
  /** Samples of the newest run: who did not answer, and why. */
  newestRun: readonly Sample[];
  knowledge: Knowledge;
  /** Of a hub: what it knew of its places at its newest watch, or why that is not known. */
  watched?: WatchedPlaces | 'missing' | 'unreadable' | undefined;
}

/** A week's report: a pure function of what the archive has. */
export function composeReport(sources: ReportSources): Report {
  const { accountId, region, fleetName, at, bins, knowledge, newestRun } = sources;
  const [now, before] = [allPrintable(sources.now), allPrintable(sources.before)];
  const accountNames = new Map(
    [...(sources.accountNames ?? [])].map(([id, name]) => [id, printable(name, MAXIMUM_OF_A_NAME)]),
  );
  const labelOf = labelsOf([...now.hosts, ...goneOf(before, now)]);
  const hosts = reportHosts(now.hosts, bins.newest, labelOf, accountNames);
  const findings = hosts.filter(isOpenFinding);
  const nearLimits = nearLimitsOf(hosts);
  const week = weekOf(sources);
  const releases = releaseMatrix(now, knowledge, at);
  const branches = endingBranches(releases);
  const coverage = coverageOf(now, newestRun, bins, labelOf);
  const age = ageOf(bins, knowledge, at);
  const places = sources.watched && placesOf(allPrintable(sources.watched), at);
  const changes = before && changesBetween(before, now, labelOf);
  const { verifications, acknowledgements, acknowledgementIssues = [], plan, fleet } = now;
  const decisions = decisionsOf({
    hosts,
    verifications,
    acknowledgements,
    acknowledgementIssues,
    endingBranches: branches,
    coverage,
    silentPlaces: places?.silent ?? [],
    accountNames,
    age,
    assessedAt: now.assessedAt,
    timeZone: sources.timeZone,
  });
  const facts = {
    week,
    fleet,
    findings,
    nearLimits,
    acknowledged: hosts.filter(isLeaky).length - findings.length,
    judged: hosts.length - coverage.unknown,
    coverage: coverage.newestRun,
    silent: coverage.silent.length,
    changes,
    verifications,
    region: whereabouts(hosts).title ?? region,
    fleetName,
  };
  const headline = headlineOf(facts);
  return {
    schema: 1,
    accountId,
    region,
    accountNames,
    ...(fleetName !== undefined && { fleetName }),
    week,
    subject: subjectOf(facts, headline),
    headline,
    isAllWell:
      headline.tone === 'well' &&
      changes !== null &&
      changeCount(changes) === 0 &&
      decisions.length + nearLimits.length === 0,
    fleet,
    fleetBefore: before?.fleet ?? null,
    changes,
    decisions,
    findings,
    nearLimits,
    releases,
    plan,
    verifications,
    mitigations: mitigationsOf(findings),
    endingBranches: branches,
    coverage,
    ...(places && { places }),
    acknowledged: acknowledgedOf(now, labelOf),
    age,
    notYetKnown: notYetKnown(week, hosts),
    series: {
      hosts: hostSeries(findings, bins),
      fleet: [...sources.earlier, { at: now.assessedAt, ...fleet }],
    },
    advisories: advisoryTitles(knowledge.advisories),
    hosts,
  };
}

function weekOf({ at, timeZone, now, before, ...sources }: ReportSources): ReportedWeek {
  const to = now.assessedAt;
  const from = before?.assessedAt ?? new Date(Date.parse(to) - WEEK).toISOString();
  return {
    id: isoWeek(at.toISOString(), timeZone),
    name: sources.week ?? weekBefore(to, timeZone),
    from,
    to,
    timeZone,
    isFirst: before === null,
  };
}

/** Hosts that have left the fleet since. */
function goneOf(before: Assessment | null, now: Assessment): Assessment['hosts'] {
  const present = new Set(now.hosts.map(hostKey));
  return (before?.hosts ?? []).filter((host) => !present.has(hostKey(host)));
}

function mitigationsOf(findings: readonly ReportedHost[]): Report['mitigations'] {
  const hosts = new Map<string, string[]>();
  for (const { label, recommendation } of findings) {
    for (const text of recommendation.mitigations) hosts.set(text, [...(hosts.get(text) ?? []), label]);
  }
  return [...hosts].map(([text, labels]) => ({ text, hosts: labels }));
}

function notYetKnown({ isFirst }: ReportedWeek, hosts: readonly ReportedHost[]): string[] {
  const days = Math.max(0, ...hosts.map(({ daysObserved }) => daysObserved));
  return [
    ...(isFirst
      ? ['What changed since last week, and whether upgrades worked: this needs an earlier report.']
      : []),
    ...(hosts.length > 0 && days < FULL_DAYS
      ? [
          `Slow leaks: the fleet has been observed for ${days.toFixed(1)} days, and slow growth takes ${FULL_DAYS} to show.`,
        ]
      : []),
  ];
}
