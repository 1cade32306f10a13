import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import { printKnowledge, readKnowledge } from '../../lambdas/knowledge/knowledge-document.ts';
import { BUILT_IN } from './documents.ts';

const text = printKnowledge(BUILT_IN.knowledge);

/** The built-in document, changed as somebody who writes to the bucket might. */
function changed(change: (document: ReturnType<typeof parsed>) => void): string {
  const document = parsed();
  change(document);
  return JSON.stringify(document);
}
const parsed = () =>
  JSON.parse(text) as {
    schema: unknown;
    checkedOn: unknown;
    branches: { branch: string; releases: { version: string; dateSource: string }[] }[];
    advisories: {
      id: string;
      summary: string;
      titles: string[];
      references: { type: string; url: string }[];
      affected: { events: object[]; ineffectiveFix?: string }[];
      fixedInDev: string | null;
      [other: string]: unknown;
    }[];
  };
const advisory = (document: ReturnType<typeof parsed>) => {
  const [first] = document.advisories;
  if (first === undefined) throw new Error('no advisory');
  return first;
};

describe('the knowledge document', () => {
  it('is read back as the knowledge that it was printed from', () => {
    expect(readKnowledge(text)).toEqual({ knowledge: BUILT_IN.knowledge });
  });

  it('has the same bytes however the knowledge was read and its fields are ordered', () => {
    const { advisories, branches, checkedOn, packages } = BUILT_IN.knowledge;
    const reversed = advisories.map((one) => Object.fromEntries(Object.entries(one).reverse()) as typeof one);
    expect(printKnowledge({ packages, advisories: reversed, branches, checkedOn })).toBe(text);
    const read = readKnowledge(JSON.stringify(JSON.parse(text), null, 2));
    expect('knowledge' in read && sha256Of(printKnowledge(read.knowledge))).toBe(BUILT_IN.used.sha256);
  });

  it.each([
    { what: 'no JSON', document: '{"schema":1', code: 'not-json', detail: '' },
    { what: 'a byte order mark', document: `\ufeff${text}`, code: 'not-json', detail: '' },
    { what: 'a list', document: '[]', code: 'invalid', detail: 'the whole' },
    {
      what: 'a later schema',
      document: '{"schema":2}',
      code: 'unknown-schema',
      detail: 'schema 2, read is 1',
    },
    { what: 'no schema', document: '{}', code: 'invalid', detail: 'schema' },
  ])('that is $what is refused', ({ document, code, detail }) => {
    expect(readKnowledge(document)).toEqual({
      refusal: { code, detail: expect.stringContaining(detail) },
    });
  });

  it.each<{ what: string; change: Parameters<typeof changed>[0]; detail: RegExp }>([
    {
      what: 'a field that the schema does not have',
      change: (document) => Object.assign(document, { extra: 1 }),
      detail: /extra/,
    },
    {
      what: 'a day that is none',
      change: (document) => {
        document.checkedOn = '2026-13-01';
      },
      detail: /^checkedOn/,
    },
    {
      what: 'no branches',
      change: (document) => {
        document.branches = [];
      },
      detail: /^branches/,
    },
    {
      what: 'a text that is too long',
      change: (document) => {
        advisory(document).summary = 'a'.repeat(2001);
      },
      detail: /^advisories\.0\.summary: a text of 2001 characters/,
    },
    {
      what: 'an escape for a terminal',
      change: (document) => {
        advisory(document).titles = ['\u001b[2J'];
      },
      detail: /^advisories\.0\.titles\.0: a character that can't be printed$/,
    },
    {
      what: 'a direction mark',
      change: (document) => {
        advisory(document).summary = 'safe \u202e unsafe';
      },
      detail: /can't be printed/,
    },
    {
      what: 'a link that runs a script',
      change: (document) => {
        advisory(document).references = [{ type: 'FIX', url: 'javascript:alert(1)' }];
      },
      detail: /HAPX-0001: a reference that is no https address/,
    },
    {
      what: 'a fixed release that is no version',
      change: (document) => {
        const [affected] = advisory(document).affected;
        affected?.events.push({ fixed: 'the next one' });
      },
      detail: /HAPX-0001: the next one is not a version/,
    },
    {
      what: 'an ineffective fix that is no version',
      change: (document) => {
        const [affected] = advisory(document).affected;
        if (affected) affected.ineffectiveFix = 'none';
      },
      detail: /HAPX-0001: none is not a version/,
    },
    {
      what: 'an advisory twice',
      change: (document) => document.advisories.push(advisory(document)),
      detail: /HAPX-0001 stands there twice/,
    },
    {
      what: 'releases out of order',
      change: (document) => document.branches[0]?.releases.reverse(),
      detail: /stands out of order, or twice/,
    },
    {
      what: 'a release of another branch',
      change: (document) => {
        const [branch] = document.branches;
        if (branch?.releases[0]) branch.releases[0].version = '3.9.0';
      },
      detail: /3\.9\.0 is no release of branch 2\.4/,
    },
    {
      what: 'branches out of order',
      change: (document) => document.branches.reverse(),
      detail: /stands out of order, or twice/,
    },
  ])('with $what is refused as invalid, and the place is named', ({ change, detail }) => {
    expect(readKnowledge(changed(change))).toEqual({
      refusal: { code: 'invalid', detail: expect.stringMatching(detail) },
    });
  });
});
