import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knowledgeKey, LATEST_KNOWLEDGE_KEY } from '../../../lambdas/domain/records/archive.ts';
import { printPointer } from '../../../lambdas/domain/records/knowledge-use.ts';
import { repositoryRoot } from '../../files.ts';
import { BUILT_IN, EARLIER, LATER, storedDocument } from '../../fresh-knowledge/documents.ts';
import { BUCKET } from '../../infra/local/aws/fleet.ts';
import { auditor } from '../auditor.ts';
import { DENIED, earlier, inStackFolder, later, OUTPUTS, start } from './knowledge-bucket.ts';

inStackFolder();

describe('auditor knowledge push', () => {
  it('uploads what is built in, under the hash that functions compute, and names it', async () => {
    const { text, endpoint } = await start();
    const { status, stdout, stderr } = await auditor(['knowledge', 'push', ...OUTPUTS]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`Pushed the knowledge checked on ${BUILT_IN.used.checkedOn}`);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('There was none before.');
    const { sha256 } = BUILT_IN.used;
    expect(stdout).toContain(sha256);
    expect(text(LATEST_KNOWLEDGE_KEY)).toBe(printPointer(sha256));
    expect(JSON.parse(text(knowledgeKey(sha256)) ?? '')).toMatchObject({ schema: 1 });
    const called = new Set(endpoint.calls.map(({ operation }) => operation));
    expect([...called].sort()).toEqual(['GetObject', 'PutObject']);
  });

  it('uploads a document of a file in the one form, and says what it replaced', async () => {
    const { json, text } = await start();
    await json(['push']);
    expect(await json(['push', 'later.json'])).toEqual({
      status: 0,
      outcome: 'pushed',
      sha256: later.sha256,
      checkedOn: LATER,
      bucket: BUCKET,
      key: knowledgeKey(later.sha256),
      replaced: { sha256: BUILT_IN.used.sha256, checkedOn: BUILT_IN.used.checkedOn },
    });
    expect(text(knowledgeKey(later.sha256))).toBe(later.text);
    expect(await json(['push', 'later.json'])).toMatchObject({ status: 0, outcome: 'there-already' });
  });

  it('takes the lists of a clone in any order', async () => {
    const { json } = await start();
    const lists = ['advisories.json', 'releases.json'].map((name) =>
      join(repositoryRoot, 'lambdas/knowledge', name),
    );
    for (const files of [lists, lists.toReversed()])
      expect(await json(['push', ...files])).toMatchObject({ status: 0, sha256: BUILT_IN.used.sha256 });
  });

  it.each([
    { file: 'earlier.json', says: `older than the built-in one: checked on ${EARLIER}` },
    { file: 'same-day.json', says: 'differs from the built-in one and is not newer' },
    { file: 'future.json', says: 'of a day that had not begun yet' },
    { file: 'broken.json', says: 'the document is not valid: checkedOn' },
    { file: 'escape.json', says: 'the document is not valid' },
    { file: 'outputs.json', says: 'the document is not valid: schema' },
    { file: 'none.json', says: 'none.json: no such file' },
  ])('refuses $file, says why, and writes nothing', async ({ file, says }) => {
    const { json, endpoint } = await start();
    const { status, outcome, reason } = await json(['push', file]);
    expect({ status, outcome, reason }).toEqual({
      status: 2,
      outcome: 'refused',
      reason: expect.stringContaining(says),
    });
    const { stderr } = await auditor(['knowledge', 'push', file, ...OUTPUTS]);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says);
    expect(stderr).not.toContain('\u001b');
    expect(endpoint.objects(BUCKET)?.size).toBe(0);
  });

  it("refuses what is older than the archive's", async () => {
    const { json, text } = await start({ objects: storedDocument(later) });
    expect(await json(['push'])).toMatchObject({
      status: 2,
      outcome: 'refused',
      refusal: { code: 'older', detail: expect.stringContaining(`the archive's on ${LATER}`) },
    });
    expect(text(LATEST_KNOWLEDGE_KEY)).toBe(printPointer(later.sha256));
  });

  it.each([
    { what: 'a pointer that is broken', objects: { [LATEST_KNOWLEDGE_KEY]: '{' }, code: 'bad-pointer' },
    {
      what: 'a document that is gone',
      objects: { [LATEST_KNOWLEDGE_KEY]: printPointer(earlier.sha256) },
      code: 'missing',
    },
  ])('replaces $what, and says so', async ({ objects, code }) => {
    const { json, text } = await start({ objects });
    expect(await json(['push', 'later.json'])).toMatchObject({
      outcome: 'pushed',
      replaced: { refusal: { code } },
    });
    expect(text(LATEST_KNOWLEDGE_KEY)).toBe(printPointer(later.sha256));
  });

  it('mends a document that has other bytes than its name says', async () => {
    const { json, text } = await start({ objects: { [knowledgeKey(later.sha256)]: '{' } });
    expect(await json(['push', 'later.json'])).toMatchObject({ outcome: 'pushed' });
    expect(text(knowledgeKey(later.sha256))).toBe(later.text);
  });

  it('needs no right to list: where S3 refuses to say whether there was any, writing tells', async () => {
    const { json, text } = await start({
      fault: (operation, index) => (operation === 'GetObject' && index === 0 ? DENIED : undefined),
    });
    expect(await json(['push'])).toMatchObject({ status: 0, outcome: 'pushed', replaced: null });
    expect(text(LATEST_KNOWLEDGE_KEY)).toBe(printPointer(BUILT_IN.used.sha256));
  });

  it('replaces nothing that it must not read', async () => {
    const { text } = await start({
      objects: storedDocument(later),
      fault: (operation) => (operation === 'GetObject' ? DENIED : undefined),
    });
    const { status, stderr } = await auditor(['knowledge', 'push', ...OUTPUTS]);
    expect(status).toBe(4);
    expect(stderr).toContain(
      `${LATEST_KNOWLEDGE_KEY} is there, and knowledge/ of the archive must not be read`,
    );
    expect(text(LATEST_KNOWLEDGE_KEY)).toBe(printPointer(later.sha256));
  });

  it('gives way to somebody who pushes at the same time', async () => {
    let meanwhile = () => {};
    const { json, text, endpoint } = await start({
      fault: (operation) => {
        if (operation === 'PutObject') meanwhile();
        return undefined;
      },
    });
    await json(['push']);
    const other = { body: Buffer.from(printPointer(earlier.sha256)), etag: '"other"' };
    meanwhile = () => {
      const object = endpoint.objects(BUCKET)?.get(LATEST_KNOWLEDGE_KEY);
      if (object) endpoint.restore(BUCKET, [[LATEST_KNOWLEDGE_KEY, { ...object, ...other }]]);
    };
    expect(await json(['push', 'later.json'])).toMatchObject({ status: 4, outcome: 'overtaken' });
    expect(text(LATEST_KNOWLEDGE_KEY)).toBe(printPointer(earlier.sha256));
  });
});
