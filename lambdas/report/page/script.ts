import { html, raw } from 'hono/html';
import type { Markup } from '../charts/canvas.ts';
import script from './script.json' with { type: 'json' };

/** The page's only script: `lambdas/report/browser`, as `npm run page-script` builds it. No text of a host is in it. */
export const scriptElement = (): Markup => html`<script>${raw(script.text)}</script>`;

/**
 * What the page may do, whatever texts are in it: show itself, load nothing, send nothing, and run this one script by
 * its hash, or none.
 */
export const policyOf = ({ isInteractive }: { isInteractive: boolean }): string =>
  [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(isInteractive ? [`script-src 'sha256-${script.sha256}'`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
