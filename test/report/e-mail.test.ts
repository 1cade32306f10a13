import { caniemail } from 'caniemail';
import { describe, expect, it } from 'vitest';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { COLOURS, TONES } from '../../lambdas/report/email/colours.ts';
import { renderEmailHtml } from '../../lambdas/report/render-email-html.ts';
import { renderText } from '../../lambdas/report/render-text.ts';
import { fileText, reportFiles } from '../../lambdas/report/report-files.ts';
import { FLEETS, type FleetName } from './fleets.ts';

const NAMES = Object.keys(FLEETS) as FleetName[];
const LINK = {
  url: 'https://eu-west-1.console.aws.amazon.com/s3/object/archive?region=eu-west-1&prefix=reports',
};
const report = (name: FleetName) => composeReport(FLEETS[name]());

describe.each(NAMES)('the e-mail of the fleet %s', (name) => {
  const composed = report(name);
  const html = renderEmailHtml(composed, LINK);
  const text = renderText(composed, LINK);

  it('is the same text as before', async () => {
    await expect(text).toMatchFileSnapshot(`../fixtures/report/${name}.txt`);
  });

  it('is under 100 kB, where Gmail cuts', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  });

  it('loads nothing and runs nothing', () => {
    expect(html).not.toMatch(
      /<(img|script|iframe|link|object|embed|form|video|svg)\b|url\(|@import|\son\w+=/i,
    );
    const links = [...html.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, url]) =>
      url?.replaceAll('&amp;', '&'),
    );
    const sources = [...composed.releases].flatMap(({ leaks }) => leaks.map(({ source }) => source));
    expect(links.filter((link) => link !== undefined && !sources.includes(link))).toEqual([LINK.url]);
  });

  it('names no advisory without its title and a link to it', () => {
    const ids = [...new Set(text.match(/HAPX-\d{4}/g))];
    // Releases on which a leak is known run in each of these fleets but one.
    expect(ids.length > 0).toBe(name !== 'all-well');
    const lines = text.replaceAll(/\n {2}(?=\S)/g, ' ');
    for (const id of ids) {
      expect(lines).toContain(`* ${id}: ${composed.advisories.get(id)?.summary}.`);
      expect(lines).toMatch(new RegExp(`^\\* ${id}: .*\nhttps://\\S+$`, 'm'));
      expect(html).toMatch(new RegExp(`<a href="https://[^"]*"[^>]*>${id}</a>`));
    }
  });

  it('has the verdict, what changed and what to decide before anything else', () => {
    const titles = [...html.matchAll(/<h([12])[^>]*>([^<]*)/g)].map(
      ([, level, title]) => `${level} ${title}`,
    );
    expect(titles[0]).toBe(`1 ${composed.headline.text.replaceAll("'", '&#39;')}`);
    if (!composed.isAllWell) expect(titles[1]).toMatch(/^2 (Since|What this first report)/);
    if (composed.decisions.length > 0) expect(titles[2]).toBe('2 To decide');
  });

  it('is a text of lines that every mail program takes', () => {
    for (const line of text.split('\n').filter((line) => !line.startsWith('https://'))) {
      expect(line.length).toBeLessThanOrEqual(78);
    }
  });
});

it('is short where all is well', () => {
  const lines = (name: FleetName) => renderText(report(name), LINK).split('\n').length;
  expect(lines('all-well')).toBeLessThan(25);
  expect(lines('all-well')).toBeLessThan(lines('founding-leak') / 4);
});

it('points to the rest where rows are left out', () => {
  const text = renderText(report('large-fleet'), LINK);
  expect(text).toContain('and 235 more with a lower risk: hosts.csv lists all of them');
  expect(text).toMatch(/^\* New: 46 more hosts: /m);
});

/** What some mail programs don't know, and why the e-mail does without it there. */
const DISPENSABLE: Readonly<Record<string, string>> = {
  'color-scheme CSS property': 'dark mode: the light colours stand inline',
  'color-scheme meta tag': 'dark mode',
  '@media': 'dark mode',
  '<style> element': 'dark mode is all that it holds',
  'white-space': 'cells of the table break in two lines',
  'word-break': 'a long name makes its column wider',
  '<body> element': 'the table in it has the same background',
  'role attribute': 'the layout is read as a table',
  'aria-label attribute': 'the heading before the table names it',
};

it('uses nothing that Gmail, Outlook or Apple Mail need and lack', () => {
  const html = renderEmailHtml(report('founding-leak'), LINK);
  const clients = ['gmail.*', 'outlook.*', 'apple-mail.*'] as const;
  const { issues } = caniemail({ clients: [...clients], html });
  const lacking = new Set([...issues.errors.values()].flatMap((list) => list.map(({ title }) => title)));
  expect([...lacking].sort()).toEqual(Object.keys(DISPENSABLE).sort());
});

it('says in its style element nothing but colours for the dark mode', () => {
  const html = renderEmailHtml(report('founding-leak'), LINK);
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  const rules = [...style.matchAll(/([\w-]+):([^;{}()]+)[;}]/g)].map(([, property]) => property);
  expect(new Set(rules)).toEqual(
    new Set(['color-scheme', 'supported-color-schemes', 'background-color', 'color', 'border-color']),
  );
});

it('stays with its attachments below the 10 MB from which SES slows down', () => {
  const { now } = FLEETS['large-fleet']();
  const files = reportFiles(report('large-fleet'), now, LINK);
  const names = files.map(({ name }) => name).filter((name) => name !== 'assessment.json');
  const bytes = names.map((name) => Buffer.byteLength(fileText(files, name)));
  expect(bytes.reduce((sum, of) => sum + of * (4 / 3), 0)).toBeLessThan(10e6);
});

describe('contrast', () => {
  const { page, card, text, muted, link } = COLOURS;
  const pairs = (['light', 'dark'] as const).flatMap((mode) => [
    ...[text, muted, link].map((ink) => ({ mode, ink: ink[mode], ground: card[mode] })),
    { mode, ink: text[mode], ground: page[mode] },
    ...Object.values(TONES).map(({ text: ink, ground }) => ({ mode, ink: ink[mode], ground: ground[mode] })),
  ]);
  it.each(pairs)('of $ink on $ground, $mode, is 4.5 or more', ({ ink, ground }) => {
    const [darker = 0, lighter = 0] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
    expect((lighter + 0.05) / (darker + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
