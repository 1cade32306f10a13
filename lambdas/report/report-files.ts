import type { Assessment } from '../domain/records/assessment.ts';
import { jsonParts } from '../domain/records/json-parts.ts';
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
  /** Its text: that of a large fleet's assessment is too long for a string. It can be gone through again. */
  parts: Iterable<string>;
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
  const forms: Partial<Record<ReportFile['name'], Iterable<string>>> = {
    'e-mail.html': [renderEmailHtml(report, fullReport)],
    'e-mail.txt': [renderText(report, fullReport)],
    'report.html': [renderReport(report, { isInteractive: true })],
    'hosts.csv': [renderCsv(report)],
    'assessment.json': jsonParts(assessment, 2),
    ...(report.places && { 'places.json': [`${printJson(report.places, 2)}\n`] }),
  };
  return (Object.keys(CONTENT_TYPES) as ReportFile['name'][]).flatMap((name) => {
    const parts = forms[name];
    return parts === undefined ? [] : { name, contentType: CONTENT_TYPES[name], parts };
  });
}

/** One of them as one text; empty where there is none. */
export const fileText = (files: readonly ReportFile[], name: ReportFile['name']): string =>
  [...(files.find((file) => file.name === name)?.parts ?? [])].join('');

/** Bytes of all attachments: SES takes e-mails of up to 40 MB in base64, which adds a third. */
const MAXIMUM_ATTACHED = 28e6;

/**
 * What is attached to the e-mail: every host, and the full report without a script where there is room for it.
 * @param files of the same report
 */
export function attachedFiles(
  report: Report,
  files: readonly ReportFile[],
  { hasPage }: { hasPage: boolean },
): { name: string; contentType: string; text: string }[] {
  const hosts = fileText(files, 'hosts.csv');
  const page = hasPage ? renderReport(report) : '';
  const hasRoom = Buffer.byteLength(hosts) + Buffer.byteLength(page) <= MAXIMUM_ATTACHED;
  const texts: Partial<Record<ReportFile['name'], string>> = {
    ...(hasPage && hasRoom && { 'report.html': page }),
    'hosts.csv': hosts,
  };
  return files.flatMap(({ name, contentType }) => {
    const text = texts[name];
    return text === undefined ? [] : [{ name, contentType, text }];
  });
}
