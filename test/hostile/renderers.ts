import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { printScore } from '../../cli/formats/score-format.ts';
import { judged, printJudged } from '../../cli/judged-sample.ts';
import { renderExplanation } from '../../cli/text/explain.ts';
import { renderFleetAudit } from '../../cli/text/fleet-audit.ts';
import { renderHostAudit } from '../../cli/text/host-audit.ts';
import { renderPlan } from '../../cli/text/plan.ts';
import { renderProbe } from '../../cli/text/probe.ts';
import { renderScore } from '../../cli/text/score.ts';
import { emitFindings } from '../../lambdas/aws/eventbridge-findings.ts';
import { changedFindings } from '../../lambdas/domain/assess/finding.ts';
import type { FleetSummary } from '../../lambdas/domain/audit/fleet-summary.ts';
import { newPlace } from '../../lambdas/domain/audit/watch-places.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import type { WatchedPlaces } from '../../lambdas/domain/records/watched-places.ts';
import { whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { allPrintable } from '../../lambdas/report/printable.ts';
import { gatherBins } from '../../lambdas/report/report-bins.ts';
import { fileText, type ReportFile, reportFiles } from '../../lambdas/report/report-files.ts';
import type { Medium } from './harmless.ts';

/** One way in which something of a host reaches a reader: what is rendered, where it is read, and how it is made. */
export interface Renderer<T> {
  readonly name: string;
  readonly medium: Medium;
  render(of: T): string | Promise<string>;
}

/** What a run leaves for readers. */
export interface Run {
  samples: readonly Sample[];
  fleet: FleetSummary;
}

/** What a scoring leaves for readers, and the host that they look at. */
export interface Scoring {
  assessment: Assessment;
  /** Of that host. */
  bins: readonly Bin[];
  hostId: string;
  fleetBins: readonly Bin[];
}

const WIDTHS = [80, 140];

export const RUN_RENDERERS: readonly Renderer<Run>[] = [
  ...WIDTHS.flatMap((columns): Renderer<Run>[] => [
    {
      name: `auditor audit --aws, ${columns} columns`,
      medium: 'terminal',
      render: ({ samples }) => renderFleetAudit(samples.map(judged), { columns }),
    },
    {
      name: `auditor audit, ${columns} columns`,
      medium: 'terminal',
      render: ({ samples }) =>
        judgedHosts(samples)
          .map((host) => renderHostAudit(host, { columns }))
          .join('\n'),
    },
    {
      name: `auditor probe, ${columns} columns`,
      medium: 'terminal',
      render: ({ samples }) =>
        judgedHosts(samples)
          .map(({ sample, judgement }) => renderProbe(sample, judgement, { columns }))
          .join('\n'),
    },
  ]),
  {
    name: 'auditor audit --json',
    medium: 'lines',
    render: ({ samples }) => printJudged(samples.map(judged)),
  },
  {
    name: 'log line of audit-fleet',
    medium: 'lines',
    render: ({ samples, fleet }) => `${JSON.stringify(allPrintable({ runAt: samples[0]?.runAt, fleet }))}\n`,
  },
];

const judgedHosts = (samples: readonly Sample[]) =>
  samples.map(judged).filter((host) => host.judgement !== null);

/** What reads each form of the weekly report. */
const REPORT_MEDIA: Readonly<Record<ReportFile['name'], Medium>> = {
  'e-mail.html': 'html',
  'e-mail.txt': 'terminal',
  'report.html': 'html',
  'hosts.csv': 'csv',
  'assessment.json': 'json',
  'places.json': 'json',
};

export const SCORING_RENDERERS: readonly Renderer<Scoring>[] = [
  ...WIDTHS.flatMap((columns): Renderer<Scoring>[] => [
    {
      name: `auditor score, ${columns} columns`,
      medium: 'terminal',
      render: ({ assessment }) => renderScore(assessment, { columns, paths: ['archive'], left: 0 }),
    },
    {
      name: `auditor explain, ${columns} columns`,
      medium: 'terminal',
      render: ({ assessment, bins, hostId }) => {
        const host = assessment.hosts.find((one) => one.hostId === hostId);
        if (!host) throw new Error(`${hostId} is not in the assessment`);
        return renderExplanation(host, { assessment, bins, advisories: new Map(), columns });
      },
    },
  ]),
  ...WIDTHS.map(
    (columns): Renderer<Scoring> => ({
      name: `auditor plan, ${columns} columns`,
      medium: 'terminal',
      render: ({ assessment }) => renderPlan(assessment, { columns, paths: ['archive'] }),
    }),
  ),
  ...Object.entries(REPORT_MEDIA).map(
    ([name, medium]): Renderer<Scoring> => ({
      name: `report: ${name}`,
      medium,
      render: (scoring) => fileText(reportOf(scoring), name as ReportFile['name']),
    }),
  ),
  {
    name: 'subject of the e-mail',
    medium: 'terminal',
    render: (scoring) => composedReport(scoring).subject,
  },
  {
    name: 'auditor score --json',
    medium: 'json',
    render: ({ assessment }) => [...printScore(assessment, 'json', '0.0.0')].join(''),
  },
  {
    name: 'auditor score --format sarif',
    medium: 'json',
    render: ({ assessment }) => [...printScore(assessment, 'sarif', '0.0.0')].join(''),
  },
  ...(['junit', 'prometheus'] as const).map(
    (format): Renderer<Scoring> => ({
      name: `auditor score --format ${format}`,
      medium: 'terminal',
      render: ({ assessment }) => [...printScore(assessment, format, '0.0.0')].join(''),
    }),
  ),
  {
    name: 'log line of score-fleet',
    medium: 'lines',
    render: ({ assessment: { fleet, assessedAt, hosts } }) =>
      `${JSON.stringify(allPrintable({ assessedAt, fleet, worst: hosts.slice(0, 3) }))}\n`,
  },
  {
    name: 'events about findings',
    medium: 'lines',
    render: ({ assessment }) => eventDetails(assessment),
  },
];

const reportOf = (scoring: Scoring): ReportFile[] =>
  reportFiles(composedReport(scoring), scoring.assessment, { url: 'https://example.org/' });

function composedReport({ assessment, fleetBins }: Scoring) {
  const gathering = gatherBins(assessment);
  gathering.add(fleetBins);
  const place = { accountId: '111122223333', region: 'eu-west-1', timeZone: 'Europe/Berlin', knowledge };
  const history = { now: assessment, before: null, earlier: [], newestRun: [], bins: gathering.gathered() };
  const at = new Date(assessment.assessedAt);
  return composeReport({ ...place, ...history, at, watched: silentBeside(assessment) });
}

/** A place whose stack failed for a reason that is worded like the hosts. */
function silentBeside({ assessedAt, hosts }: Assessment): WatchedPlaces {
  const detail = hosts.map(({ role }) => role).find((role) => role !== null) ?? null;
  const place = newPlace({ accountId: '222233334444', region: 'eu-west-1' }, assessedAt);
  const silence = { since: assessedAt, reason: 'stack-failed' as const, detail };
  return {
    schema: 1,
    watchedAt: assessedAt,
    stackSet: { listedAt: null, problem: detail },
    places: [{ ...place, stack: { status: 'FAILED', reason: detail }, silence }],
    told: [],
  };
}

/** EventBridge counts source, type and detail of an entry, and refuses a call with more in all. */
const MAXIMUM_CALL_BYTES = 262_144;

async function eventDetails(assessment: Assessment): Promise<string> {
  const details: string[] = [];
  const send = async ({ input: { Entries = [] } }: PutEventsCommand) => {
    const bytes = Entries.reduce((sum, { Detail = '' }) => sum + Buffer.byteLength(Detail) + 100, 0);
    if (bytes > MAXIMUM_CALL_BYTES) throw new Error(`a call of ${bytes} bytes to EventBridge`);
    details.push(...Entries.map(({ Detail = '' }) => `${Detail}\n`));
    return {};
  };
  const eventbridge = { send } as unknown as EventBridgeClient;
  await emitFindings(eventbridge, changedFindings(null, assessment), {
    fleet: 'haproxy',
    assessedAt: assessment.assessedAt,
    whereabouts: whereabouts(assessment.hosts),
  });
  return details.join('');
}
