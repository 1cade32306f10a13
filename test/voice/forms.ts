import { stripVTControlCharacters } from 'node:util';
import { renderExplanation } from '../../cli/text/explain.ts';
import { renderPlan } from '../../cli/text/plan.ts';
import { renderScore } from '../../cli/text/score.ts';
import { digestOf } from '../../lambdas/domain/assess/digest.ts';
import { digestText } from '../../lambdas/domain/assess/digest-text.ts';
import { changedFindings } from '../../lambdas/domain/assess/finding.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { isLeaky } from '../../lambdas/domain/records/verdict.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { advisoryTitles } from '../../lambdas/report/advisories.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { renderCsv } from '../../lambdas/report/render-csv.ts';
import { renderEmailHtml } from '../../lambdas/report/render-email-html.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import { renderText } from '../../lambdas/report/render-text.ts';
import type { VoicedFleet } from './voiced-fleets.ts';

/** Every form that tells of a fleet, as a person or a program reads it. */
export type Forms = Readonly<Record<FormName, string>>;
export const FORM_NAMES = [
  'page',
  'e-mail HTML',
  'e-mail text',
  'CSV',
  'JSON',
  'score',
  'explain',
  'plan',
  'digest',
] as const;
export type FormName = (typeof FORM_NAMES)[number];

/** What a terminal of so many columns shows. */
export function terminalForms({ sources, now, bins }: VoicedFleet, columns: number): string[] {
  const look = { paths: ['archive/'], left: 0, columns };
  const advisories = advisoryTitles(knowledge.advisories);
  return [
    renderScore(now, { ...look, newestRun: sources.newestRun }),
    renderPlan(now, look),
    ...now.hosts.filter(isLeaky).map((host) => {
      const ofHost = bins.filter(({ hostId }) => hostId === host.hostId);
      return renderExplanation(host, { assessment: now, bins: ofHost, advisories, columns });
    }),
  ].map(stripVTControlCharacters);
}

export function formsOf({ sources, now, bins }: VoicedFleet): Forms {
  const report = composeReport(sources);
  const explained = now.hosts
    .filter(isLeaky)
    .map((host) => explanation(host, { now, bins }))
    .join('\n');
  const digest = digestOf(changedFindings(null, now), now);
  const url = 'https://example.com/';
  const place = {
    fleet: 'default',
    region: 'eu-west-1',
    listUrl: url,
    dashboardUrl: url,
    runbookUrl: url,
  };
  const look = { paths: ['archive/'], left: 0 };
  return {
    page: textOf(renderReport(report)),
    'e-mail HTML': textOf(renderEmailHtml(report, null)),
    'e-mail text': renderText(report, null),
    CSV: renderCsv(report),
    JSON: JSON.stringify(now),
    score: stripVTControlCharacters(
      renderScore(now, { ...look, columns: 160, newestRun: sources.newestRun }),
    ),
    explain: explained,
    plan: stripVTControlCharacters(renderPlan(now, { ...look, columns: 100 })),
    digest: digest === null ? '' : digestText(digest, place),
  };
}

function explanation(host: AssessedHost, { now, bins }: Pick<VoicedFleet, 'now' | 'bins'>): string {
  const ofHost = bins.filter(({ hostId }) => hostId === host.hostId);
  const advisories = advisoryTitles(knowledge.advisories);
  return stripVTControlCharacters(
    renderExplanation(host, { assessment: now, bins: ofHost, advisories, columns: 100 }),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

/** The text of a page: a line a block, cells and small print apart by tabs. */
function textOf(page: string): string {
  return page
    .replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>|<script.*?<\/script>/gs, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/<(?:br|\/tr|\/li|\/p|\/h\d|article|\/div|\/caption)\b[^>]*>/g, '\n')
    .replaceAll(/<\/(?:td|th|dt|dd|small)>|<small\b[^>]*>/g, '\t')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
}
