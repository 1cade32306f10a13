/** Where the runbook lies in the repository. */
const RUNBOOK = 'docs/runbook.md';

/** Link to a heading of the runbook: of the configured copy, or the path in the repository. */
export const runbookLink = (heading: string, runbookUrl: string = RUNBOOK): string =>
  `${runbookUrl}#${anchorOf(heading)}`;

/** The anchor that GitHub and GitLab give a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
