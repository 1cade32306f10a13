/** Headings of a Markdown text, without those in code. */
export const headingsOf = (markdown: string): string[] =>
  withoutCode(markdown)
    .split('\n')
    .flatMap((line) => /^#{1,6} +(.+?) *$/.exec(line)?.[1] ?? []);

/** Targets of the inline links of a Markdown text, without those in code. */
export const linksOf = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target ?? '');

const withoutCode = (markdown: string): string =>
  markdown.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');
