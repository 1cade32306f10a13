import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import {
  KNOWLEDGE_REFUSALS,
  printPointer,
  readPointer,
  type StoredText,
} from '../../lambdas/domain/records/knowledge-use.ts';
import { chooseKnowledge, recallKnowledge } from '../../lambdas/knowledge/choose-knowledge.ts';
import { printKnowledge } from '../../lambdas/knowledge/knowledge-document.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import { AT, BUILT_IN, documentOf, EARLIER, knowledgeOf, LATER } from './documents.ts';

const stored = (text: string) => ({ text, sha256: sha256Of(text) });
const pointerTo = (sha256: string) => stored(printPointer(sha256));
const later = documentOf(LATER);
const broken = stored('{');
const refused = (code: 'oversized' | 'access-denied' | 'unreadable'): StoredText => ({
  refusal: { code, detail: 'as S3 said' },
});

/** An archive that names a document. */
const archiveOf = (document: { text: string; sha256: string }) => ({
  latest: pointerTo(document.sha256),
  document,
});

describe('the knowledge to use', () => {
  it("is the archive's document where that is newer", () => {
    expect(chooseKnowledge(BUILT_IN, archiveOf(later), AT)).toEqual({
      knowledge: knowledgeOf(LATER),
      used: { sha256: later.sha256, checkedOn: LATER, source: 'archive' },
      refusal: null,
    });
  });

  it('is the built-in one where the archive has none', () => {
    expect(chooseKnowledge(BUILT_IN, { latest: null, document: null }, AT)).toEqual({
      ...BUILT_IN,
      refusal: null,
    });
  });

  it('is the built-in one, and nothing is refused, where the archive names that very document', () => {
    const text = printKnowledge(BUILT_IN.knowledge);
    for (const document of [stored(text), null]) {
      const latest = pointerTo(BUILT_IN.used.sha256);
      expect(chooseKnowledge(BUILT_IN, { latest, document }, AT)).toEqual({ ...BUILT_IN, refusal: null });
    }
  });

  it.each([
    { code: 'bad-pointer', archive: { latest: broken, document: null } },
    { code: 'bad-pointer', archive: { latest: pointerTo('../samples'), document: null } },
    { code: 'access-denied', archive: { latest: refused('access-denied'), document: null } },
    { code: 'unreadable', archive: { latest: refused('unreadable'), document: null } },
    { code: 'missing', archive: { latest: pointerTo(later.sha256), document: null } },
    { code: 'oversized', archive: { latest: pointerTo(later.sha256), document: refused('oversized') } },
    {
      code: 'access-denied',
      archive: { latest: pointerTo(later.sha256), document: refused('access-denied') },
    },
    {
      code: 'wrong-hash',
      archive: {
        latest: pointerTo(later.sha256),
        document: stored(later.text.replace('HAPX-0001', 'HAPX-9999')),
      },
    },
    { code: 'not-json', archive: archiveOf(broken) },
    { code: 'unknown-schema', archive: archiveOf(stored('{"schema":9}')) },
    { code: 'invalid', archive: archiveOf(stored('{"schema":1}')) },
    { code: 'older', archive: archiveOf(documentOf(EARLIER)) },
    { code: 'same-day', archive: archiveOf(documentOf(BUILT_IN.used.checkedOn)) },
    { code: 'future-dated', archive: archiveOf(documentOf('2099-01-01')) },
  ] as const)('is the built-in one where the document is $code, and that is said', ({ code, archive }) => {
    const { refusal, ...known } = chooseKnowledge(BUILT_IN, archive, AT);
    expect(known).toEqual(BUILT_IN);
    expect(refusal?.code).toBe(code);
  });

  it.each([
    { instant: `${LATER}T00:00:00Z`, used: true },
    // It is that day already on the islands in the east.
    { instant: new Date(Date.parse(LATER) - 14 * 3_600_000).toISOString(), used: true },
    { instant: new Date(Date.parse(LATER) - 14 * 3_600_000 - 1).toISOString(), used: false },
  ])('at $instant is a document that was checked on a later day: $used', ({ instant, used }) => {
    const { refusal } = chooseKnowledge(BUILT_IN, archiveOf(later), new Date(instant));
    expect(refusal?.code).toBe(used ? undefined : 'future-dated');
  });

  it('has words for each reason, and the detail behind them', () => {
    const texts = KNOWLEDGE_REFUSALS.map((code) => refusalText({ code, detail: '' }));
    expect(new Set(texts).size).toBe(KNOWLEDGE_REFUSALS.length);
    expect(refusalText({ code: 'unknown-schema', detail: 'schema 9, read is 1' })).toBe(
      'the document is of a schema that this version does not read: schema 9, read is 1',
    );
  });
});

describe('the knowledge of a hash', () => {
  it('is what is built in, whatever the archive has', () => {
    expect(recallKnowledge(BUILT_IN.used.sha256, BUILT_IN, broken)).toBe(BUILT_IN);
  });

  it('is the document of the archive, also one that is older', () => {
    const earlier = documentOf(EARLIER);
    expect(recallKnowledge(earlier.sha256, BUILT_IN, earlier)).toMatchObject({
      used: { sha256: earlier.sha256, checkedOn: EARLIER, source: 'archive' },
    });
  });

  it('is refused where the archive has another document under its name', () => {
    expect(recallKnowledge(later.sha256, BUILT_IN, broken)).toMatchObject({
      refusal: { code: 'wrong-hash' },
    });
  });
});

describe('knowledge/latest.json', () => {
  it.each([
    '{"schema":2,"sha256":"00"}',
    '[]',
    '""',
    '{"schema":1}',
    `{"schema":1,"sha256":"${'A'.repeat(64)}"}`,
  ])('that says %s names no document', (text) => {
    expect(readPointer(text)).toMatchObject({ refusal: { code: 'bad-pointer' } });
  });
});
