import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knowledgeKey, LATEST_KNOWLEDGE_KEY } from '../../../lambdas/domain/records/archive.ts';
import { BUILT_IN, LATER, storedDocument } from '../../fresh-knowledge/documents.ts';
import { auditor } from '../auditor.ts';
import { earlier, inStackFolder, later, OUTPUTS, start } from './knowledge-bucket.ts';

inStackFolder();

describe('auditor knowledge show', () => {
  it.each([
    { words: ['--stack', 'edge'], says: '--stack needs --outputs or --bucket' },
    { words: ['--json', '--document'], says: '--json and --document exclude each other' },
  ])('refuses $words, of which it would pass something over', async ({ words, says }) => {
    const { status, stdout, stderr } = await auditor(['knowledge', 'show', ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  const figures = {
    branches: BUILT_IN.knowledge.branches.length,
    advisories: BUILT_IN.knowledge.advisories.length,
  };

  it('says of the built-in knowledge alone what it is, without AWS', async () => {
    const { status, stdout } = await auditor(['knowledge', 'show', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      used: { ...BUILT_IN.used, ...figures, ageDays: 15, isStale: false },
      archive: null,
      isArchiveAsked: false,
      refusal: null,
      isBuiltInNewer: null,
    });
  });

  it("says which knowledge a deployment uses: the archive's where it is newer", async () => {
    const { json } = await start({ objects: storedDocument(later) });
    expect(await json(['show'])).toMatchObject({
      used: { sha256: later.sha256, checkedOn: LATER, source: 'archive', ageDays: 1 },
      builtIn: BUILT_IN.used,
      archive: { sha256: later.sha256 },
      refusal: null,
      isBuiltInNewer: false,
    });
    const { stdout } = await auditor(['knowledge', 'show', ...OUTPUTS]);
    expect(stdout).toContain("A function of this version uses the archive's knowledge.");
    expect(stdout).toMatch(new RegExp(`^archive +${LATER} +1 day `, 'm'));
  });

  it('says that the built-in knowledge is newer', async () => {
    const { json } = await start({ objects: storedDocument(earlier) });
    expect(await json(['show'])).toMatchObject({
      used: BUILT_IN.used,
      refusal: { code: 'older' },
      isBuiltInNewer: true,
    });
    const { stdout } = await auditor(['knowledge', 'show', ...OUTPUTS]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('The built-in knowledge is newer.');
  });

  it.each([
    { what: 'no knowledge', objects: {}, says: 'The archive has no knowledge of its own.' },
    {
      what: 'a broken pointer',
      objects: { [LATEST_KNOWLEDGE_KEY]: '\u001b' },
      says: 'is refused: knowledge/latest.json names no',
    },
    {
      what: 'a document with an escape',
      objects: { ...storedDocument(later), [knowledgeKey(later.sha256)]: '{"schema":1,"\u001b[2J":1}' },
      says: 'is refused: the document does not have the hash',
    },
  ])('says so where a bucket has $what', async ({ objects, says }) => {
    await start({ objects });
    const { status, stdout } = await auditor(['knowledge', 'show', ...OUTPUTS]);
    expect(status).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(says);
    expect(stdout).not.toContain('\u001b');
  });

  it('prints a document that can be pushed', async () => {
    const { json } = await start();
    const { stdout } = await auditor(['knowledge', 'show', '--document']);
    writeFileSync('shown.json', stdout);
    expect(await json(['push', 'shown.json'])).toMatchObject({
      outcome: 'pushed',
      sha256: BUILT_IN.used.sha256,
    });
  });
});
