import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BUILT_IN, documentOf, LATER, LATER_RELEASE } from '../../fresh-knowledge/documents.ts';
import { auditor } from '../auditor.ts';

const folder = mkdtempSync(join(tmpdir(), 'advise-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, 'knowledge.json');
  writeFileSync(path, text);
  return path;
}

describe('auditor advise --knowledge', () => {
  it('advises with the document that is named, and knows its releases', async () => {
    const words = ['advise', '2.8.11', LATER_RELEASE, '--json'];
    const builtIn = await auditor(words);
    expect(builtIn.status).toBe(2);
    expect(builtIn.stderr).toContain(`"${LATER_RELEASE}" is not a known release`);
    const { status, stdout } = await auditor([...words, '--knowledge', fileOf(documentOf(LATER).text)]);
    expect(status).toBe(0);
    const [old, latest] = JSON.parse(stdout);
    expect(old).toMatchObject({ knowledgeCheckedOn: LATER, recommendation: { to: LATER_RELEASE } });
    expect(latest).toMatchObject({ version: LATER_RELEASE, recommendation: { action: 'stay' } });
    expect(BUILT_IN.used.checkedOn).not.toBe(LATER);
  });

  it('knows ordinary causes with any document', async () => {
    const file = fileOf(documentOf(LATER).text);
    const words = [
      'advise',
      '2.8.2',
      '--shows',
      'cpu',
      '--with',
      'busy-polling',
      '--knowledge',
      file,
      '--json',
    ];
    const [{ explains, ordinaryCauses }] = JSON.parse((await auditor(words)).stdout);
    expect([explains, ordinaryCauses.length]).toEqual([[], 1]);
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['a later schema', '{"schema": 2}', 'schema 2, read is 1'],
    ['a broken field', documentOf(LATER).text.replace('"checkedOn":"', '"checkedOn":"the '), 'checkedOn: '],
    [
      'a release out of order',
      documentOf(LATER).text.replaceAll(`"${LATER_RELEASE}"`, '"2.8.1"'),
      '2.8.1 stands out of order, or twice',
    ],
  ])('refuses %s with the reason, and exit code 2', async (_, text, reason) => {
    const { status, stdout, stderr } = await auditor(['advise', '2.8.11', '--knowledge', fileOf(text)]);
    expect(stderr).toContain(reason);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('refuses a file that is not there', async () => {
    const { status, stderr } = await auditor(['advise', '2.8.11', '--knowledge', join(folder, 'none.json')]);
    expect(stderr).toContain('none.json": no such file');
    expect(status).toBe(2);
  });
});
