import { describe, expect, it } from 'vitest';
import { knowledgeKey, LATEST_KNOWLEDGE_KEY } from '../../lambdas/domain/records/archive.ts';
import { MAXIMUM_KNOWLEDGE_BYTES, printPointer } from '../../lambdas/domain/records/knowledge-use.ts';
import {
  AT,
  BUILT_IN,
  documentOf,
  EARLIER,
  knowledgeOf,
  LATER,
  LATER_RELEASE,
  storedDocument,
} from './documents.ts';
import { scored, start } from './knowledge-archive.ts';

const later = documentOf(LATER);

describe('score-fleet', () => {
  it('uses newer knowledge of the archive, names it, and scoring again gives the same assessment', async () => {
    const { score, latest, refusals } = await start({ objects: storedDocument(later) });
    const used = { sha256: later.sha256, checkedOn: LATER, source: 'archive' };
    const result = await score();
    expect(result).toMatchObject({ knowledge: used });
    expect(result.refusedKnowledge).toBeUndefined();
    expect(latest()).toMatchObject({ knowledge: used, knowledgeCheckedOn: LATER });
    expect(latest().hosts[0]?.recommendation.to).toBe(LATER_RELEASE);
    expect(refusals()).toEqual([0]);
    const again = scored({ at: AT, knowledge: knowledgeOf(LATER), used: latest().knowledge, before: null });
    expect(latest()).toEqual(again);
    // Repeated for its instant, it tells of the same knowledge.
    expect(await score()).toMatchObject({ knowledge: used });
  });

  it('uses what is built in where the archive has no knowledge, and refuses nothing', async () => {
    const { score, latest, refusals } = await start();
    await score();
    expect(latest().knowledge).toEqual(BUILT_IN.used);
    expect(refusals()).toEqual([0]);
  });

  const earlier = documentOf(EARLIER);
  const wrong = later.text.replaceAll('HAPX-0001', 'HAPX-9999');
  it.each([
    { what: 'a pointer that is broken', objects: { [LATEST_KNOWLEDGE_KEY]: '{' }, says: 'names no document' },
    {
      what: 'a pointer of a megabyte',
      objects: { [LATEST_KNOWLEDGE_KEY]: ' '.repeat(1e6) },
      says: 'too large: knowledge/latest.json: 1000000 bytes',
    },
    {
      what: 'a document that is not there',
      objects: { [LATEST_KNOWLEDGE_KEY]: printPointer(later.sha256) },
      says: `not in knowledge/: ${later.sha256}`,
    },
    {
      what: 'a document that is too large',
      objects: {
        ...storedDocument(later),
        [knowledgeKey(later.sha256)]: ' '.repeat(MAXIMUM_KNOWLEDGE_BYTES + 1),
      },
      says: `${MAXIMUM_KNOWLEDGE_BYTES + 1} bytes, ${MAXIMUM_KNOWLEDGE_BYTES} at most are read`,
    },
    {
      what: 'another document under its name',
      objects: { ...storedDocument(later), [knowledgeKey(later.sha256)]: wrong },
      says: 'does not have the hash that it is named by',
    },
    {
      what: 'a document older than what is built in',
      objects: storedDocument(earlier),
      says: `older than the built-in one: checked on ${EARLIER}, the built-in on ${BUILT_IN.used.checkedOn}`,
    },
  ])('refuses $what: it says why, counts it, and the built-in serves', async ({ objects, says }) => {
    const { score, latest, refusals } = await start({ objects });
    const { refusedKnowledge, fleet } = await score();
    expect(refusedKnowledge).toContain(says);
    expect(fleet.hosts).toBe(1);
    expect(latest().knowledge).toEqual(BUILT_IN.used);
    expect(refusals()).toEqual([1]);
  });

  it.each([
    { name: 'AccessDenied', status: 403, says: 'must not be read: AccessDenied for knowledge/latest.json' },
    {
      name: 'InvalidObjectState',
      status: 403,
      says: 'can not be read: InvalidObjectState for knowledge/latest.json',
    },
    { name: 'KMS.DisabledException', status: 400, says: 'can not be read: KMS.DisabledException' },
  ])('scores although S3 answers $name for knowledge/', async ({ says, ...refused }) => {
    const { score, latest, refusals } = await start({ objects: storedDocument(later), refused });
    expect((await score()).refusedKnowledge).toContain(says);
    expect(latest().knowledge).toEqual(BUILT_IN.used);
    expect(refusals()).toEqual([1]);
  });

  it("fails, to be run again, where the fault is S3's own", async () => {
    const { score, refusals } = await start({ refused: { name: 'SlowDown', status: 503 } });
    await expect(score()).rejects.toThrow();
    expect(refusals()).toBeUndefined();
  });
});

describe('send-report', () => {
  const old = scored({ at: AT, knowledge: BUILT_IN.knowledge, before: null });

  it('uses newer knowledge of the archive, and says as of when', async () => {
    const { report, assess, page, refusals } = await start({ objects: storedDocument(later) });
    await assess(old);
    expect(await report()).toMatchObject({ delivery: 'sent' });
    expect(page()).toContain(
      `Releases and advisories were last checked on ${LATER}, 1 day before this report.`,
    );
    expect(page()).toContain(LATER_RELEASE);
    expect(refusals()).toBeUndefined();
  });

  it('uses the knowledge of its assessment, although newer was pushed since', async () => {
    const { report, assess, page } = await start({ objects: storedDocument(later) });
    await assess({ ...old, knowledge: BUILT_IN.used });
    await report();
    expect(page()).toContain(`Releases and advisories were last checked on ${BUILT_IN.used.checkedOn}`);
    expect(page()).not.toContain(LATER_RELEASE);
  });

  it('uses the document that its assessment names, where the archive names another by now', async () => {
    const { report, score, put, page, refusals } = await start({ objects: storedDocument(later) });
    await score();
    await put({ [LATEST_KNOWLEDGE_KEY]: '{' });
    expect(await report()).toMatchObject({ refusedKnowledge: expect.stringContaining('names no document') });
    expect(page()).toContain(`Releases and advisories were last checked on ${LATER}`);
    expect(refusals()).toEqual([1]);
  });

  it('goes on with what is built in where the knowledge is refused, and counts that', async () => {
    const objects = { ...storedDocument(later), [knowledgeKey(later.sha256)]: '{' };
    const { report, assess, page, refusals } = await start({ objects });
    await assess(old);
    expect(await report()).toMatchObject({
      delivery: 'sent',
      refusedKnowledge: expect.stringContaining('does not have the hash'),
    });
    expect(page()).toContain(`Releases and advisories were last checked on ${BUILT_IN.used.checkedOn}`);
    expect(refusals()).toEqual([1]);
  });
});
