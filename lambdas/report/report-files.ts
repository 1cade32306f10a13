import type { Assessment } from '../domain/records/assessment.ts';
import { printJson } from '../domain/records/ndjson.ts';
import type { FullReport } from './email/email-content.ts';
import { renderCsv } from './render-csv.ts';
import { renderEmailHtml } from './render-email-html.ts';
import { renderReport } from './render-report.ts';
import { renderText } from './render-text.ts';
import type { Report } from './report.ts';

/** A form of the report, as the archive keeps it and the command line writes it. */
export interface ReportFile {
  name: keyof typeof CONTENT_TYPES;
  contentType: string;
  text: string;
}

const CONTENT_TYPES = {
  'e-mail.html': 'text/html; charset=utf-8',
  'e-mail.txt': 'text/plain; charset=utf-8',
  'report.html': 'text/html; charset=utf-8',
  'hosts.csv': 'text/csv; charset=utf-8',
  'assessment.json': 'application/json',
  'places.json': 'application/json',
} as const;

/**
 * Every form of a report, as the archive keeps it; `places.json` is a hub's.
 * @param assessment that the report is about, as `auditor score --json` prints it
 */
export function reportFiles(
  report: Report,
  assessment: Assessment,
  fullReport: FullReport | null,
): ReportFile[] {
  const texts: Partial<Record<ReportFile['name'], string>> = {
    'e-mail.html': renderEmailHtml(report, fullReport),
    'e-mail.txt': renderText(report, fullReport),
    'report.html': renderReport(report, { isInteractive: true }),
    'hosts.csv': renderCsv(report),
    'assessment.json': `${printJson(assessment, 2)}\n`,
    ...(report.places && { 'places.json': `${printJson(report.places, 2)}\n` }),
  };
  return (Object.keys(CONTENT_TYPES) as ReportFile['name'][]).flatMap((name) => {
    const text = texts[name];
    return text === undefined ? [] : { name, contentType: CONTENT_TYPES[name], text };
  });
}

/**
 * What is attached to the e-mail: every host, and the full report without a script.
 * @param files of the same report
 */
export function attachedFiles(
  report: Report,
  files: readonly ReportFile[],
  { hasPage }: { hasPage: boolean },
): ReportFile[] {
  return files.flatMap((file) => {
    if (file.name === 'hosts.csv') return [file];
    return file.name === 'report.html' && hasPage ? [{ ...file, text: renderReport(report) }] : [];
  });
}
