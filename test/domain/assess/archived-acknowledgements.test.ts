import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  acknowledgementsAt,
  readAcknowledgements,
  type StoredAcknowledgement,
} from '../../../lambdas/domain/assess/archived-acknowledgements.ts';

const FOLDER = 's3://bucket/acknowledgements/account=111122223333/region=eu-west-1/';
const ENTRY = {
  schema: 1,
  target: 'lb-1',
  kinds: ['stuck-streams'],
  reason: 'replaced in week 43',
  by: 'ada',
  acknowledgedAt: '2026-10-10T00:00:00Z',
  until: '2026-10-20T00:00:00Z',
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const stored = (content: object | string, name?: string): StoredAcknowledgement => {
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  return {
    file: `${FOLDER}${name ?? `${sha256(text).slice(0, 16)}.json`}`,
    content: { text, sha256: sha256(text) },
  };
};
const GOOD = stored(ENTRY);
const id = GOOD.file.slice(FOLDER.length, -5);
const withdrawal = (changes: object = {}) =>
  stored(
    { schema: 1, id, by: 'bob', withdrawnAt: '2026-10-12T00:00:00Z', ...changes },
    `${id}.withdrawn.json`,
  );
const targetsAt = (objects: readonly StoredAcknowledgement[], at: string, seenAt?: string) =>
  acknowledgementsAt(readAcknowledgements(objects).kept, {
    at: new Date(at),
    seenAt: seenAt === undefined ? undefined : new Date(seenAt),
  }).map(({ target }) => target);

describe("the archive's acknowledgements", () => {
  it('are gone by under their ids, with who made them and when', () => {
    const { kept, issues } = readAcknowledgements([GOOD]);
    expect(issues).toEqual([]);
    const { schema: _, ...entry } = ENTRY;
    expect(acknowledgementsAt(kept, { at: new Date('2026-10-15T00:00:00Z') })).toEqual([
      { ...entry, id, source: 'archive' },
    ]);
  });

  it.each([
    { what: 'no JSON', content: '{\n  "schema": 1,\n  oops\n}', line: 3, path: '', says: 'not JSON' },
    { what: 'nothing', content: '', line: 1, path: '', says: 'not JSON' },
    { what: 'another schema', content: { ...ENTRY, schema: 2 }, line: 2, path: 'schema', says: 'expected 1' },
    {
      what: 'an unknown kind',
      content: { ...ENTRY, kinds: ['stuck-streams', 'moods'] },
      line: 4,
      path: 'kinds[1]',
      says: 'Invalid option',
    },
    {
      what: 'no end',
      content: { ...ENTRY, until: undefined },
      line: 1,
      path: 'until',
      says: 'Invalid input',
    },
    {
      what: 'an end in years',
      content: { ...ENTRY, until: '2028-10-20T00:00:00Z' },
      line: 10,
      path: 'until',
      says: 'at most 366 days',
    },
    { what: 'nobody', content: { ...ENTRY, by: '' }, line: 8, path: 'by', says: 'Too small' },
    {
      what: 'all hosts',
      content: { ...ENTRY, target: '**' },
      line: 3,
      path: 'target',
      says: 'more than `*`',
    },
    { what: 'a field more', content: { ...ENTRY, silence: true }, line: 1, path: '', says: 'silence' },
  ])(
    'that have $what are named by file, line and path, and lose no other',
    ({ content, line, path, says }) => {
      const broken = stored(content);
      const { kept, issues } = readAcknowledgements([broken, GOOD]);
      expect(kept.map((entry) => entry.id)).toEqual([id]);
      expect(issues).toEqual([{ file: broken.file, line, path, message: expect.stringContaining(says) }]);
    },
  );

  it.each([
    {
      what: 'changed after they were made',
      object: { ...stored({ ...ENTRY, reason: 'x' }), file: GOOD.file },
    },
    { what: 'called otherwise', object: stored(ENTRY, 'notes.json') },
    { what: 'out of reach', object: { file: GOOD.file, content: { problem: 'AccessDenied' } } },
  ])('that are $what accept nothing', ({ object }) => {
    const { kept, issues } = readAcknowledgements([object]);
    expect(kept).toEqual([]);
    expect(issues).toMatchObject([{ file: object.file, line: 1, path: '' }]);
  });

  it.each([
    { at: '2026-10-09T00:00:00Z', when: 'before it was made', holds: false },
    { at: '2026-10-10T00:00:00Z', when: 'from its instant on', holds: true },
    { at: '2026-10-26T00:00:00Z', when: 'in the week after it ended, to be told', holds: true },
    { at: '2026-10-27T00:00:00Z', when: 'after that', holds: false },
  ])('are gone by $when: $holds', ({ at, holds }) => {
    expect(targetsAt([GOOD], at)).toEqual(holds ? ['lb-1'] : []);
  });

  it('that are withdrawn held until then: a scoring made again comes to the same', () => {
    const objects = [withdrawal(), GOOD];
    expect(targetsAt(objects, '2026-10-11T00:00:00Z')).toEqual(['lb-1']);
    expect(targetsAt(objects, '2026-10-12T00:00:00Z')).toEqual([]);
    expect(targetsAt(objects, '2026-10-11T00:00:00Z', '2026-10-13T00:00:00Z')).toEqual([]);
  });

  it('of a scoring of older samples may be made after them, where the reader says so', () => {
    expect(targetsAt([GOOD], '2026-10-05T00:00:00Z', '2026-10-11T00:00:00Z')).toEqual(['lb-1']);
  });

  it.each([
    { what: 'no JSON', object: stored('{', `${id}.withdrawn.json`) },
    { what: 'the id of another', object: withdrawal({ id: '0123456789abcdef' }) },
    { what: 'no instant', object: withdrawal({ withdrawnAt: 'today' }) },
    {
      what: 'a refusal of S3',
      object: { file: `${FOLDER}${id}.withdrawn.json`, content: { problem: 'AccessDenied' } },
    },
  ])('are withdrawn by a withdrawal with $what too, and it is named', ({ object }) => {
    const { issues } = readAcknowledgements([GOOD, object]);
    expect(issues).toMatchObject([{ file: object.file }]);
    expect(targetsAt([GOOD, object], '2026-10-15T00:00:00Z')).toEqual([]);
  });
});
