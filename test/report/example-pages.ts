import { renderEmailHtml } from '../../lambdas/report/render-email-html.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import { type ExampleName, exampleReport } from './example-fleets.ts';

export const EXAMPLE_PAGES = ['e-mail.html', 'report.html'] as const;
export type ExamplePage = (typeof EXAMPLE_PAGES)[number];

/** The HTML pages of an example fleet, as docs/examples has them. */
export function examplePages(name: ExampleName): Record<ExamplePage, string> {
  const report = exampleReport(name);
  return {
    'e-mail.html': renderEmailHtml(report, null),
    'report.html': renderReport(report, { isInteractive: true }),
  };
}
