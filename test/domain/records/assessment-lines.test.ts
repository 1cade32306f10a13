import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import {
  printAssessment,
  readAssessment,
  readAssessmentHead,
} from '../../../lambdas/domain/records/assessment-lines.ts';
import { FLEETS } from '../../report/fleets.ts';

const { now } = FLEETS['founding-leak']();
const empty: Assessment = { ...now, hosts: [] };
const printed = (assessment: Assessment): string => [...printAssessment(assessment)].join('');
const lines = printed(now).split('\n');

/** A text by so many lines at once. */
async function* portions(text: string, atOnce = 2) {
  const all = text.split('\n');
  for (let from = 0; from < all.length; from += atOnce) {
    yield { text: `${all.slice(from, from + atOnce).join('\n')}\n`, firstLine: from + 1 };
  }
}

const read = (text: string, atOnce?: number) => readAssessment(portions(text, atOnce), 'latest.json.gz');

describe('an assessment of the archive', () => {
  it('is one JSON document with a line for each host', () => {
    expect(JSON.parse(printed(now))).toEqual(JSON.parse(JSON.stringify(now)));
    expect(Object.keys(JSON.parse(printed(now)))).toEqual(Object.keys(now));
    expect(lines.slice(1, -2).map((line) => JSON.parse(line.replace(/,$/, '')))).toEqual(now.hosts);
    expect(now.hosts.length).toBeGreaterThan(2);
  });

  it.each([1, 2, 1000])('is read again, %d lines at once', async (atOnce) => {
    expect(await read(printed(now), atOnce)).toEqual({ record: now });
    expect(await read(printed(empty), atOnce)).toEqual({ record: empty });
  });

  it.each([
    ['earlier versions wrote it, on one line', JSON.stringify(now)],
    ['a person has formatted it', JSON.stringify(now, null, 2)],
  ])('is read as %s', async (_, text) => {
    expect(await read(text)).toEqual({ record: now });
  });

  it.each([
    ['ends in its hosts', lines.slice(0, 3).join('\n'), { path: '', message: 'not JSON' }],
    ['ends after its first line', `${lines[0]}\n`, { path: '', message: 'not JSON' }],
    ['is empty', '', { path: '', message: 'not JSON' }],
    [
      'has a line that is no JSON',
      lines.with(2, '{"hostId":').join('\n'),
      { line: 3, path: '', message: 'not JSON' },
    ],
    [
      'has a host that is none',
      lines.with(2, (lines[2] ?? '').replace(/"score":[\d.]+/, '"score":101')).join('\n'),
      { line: 3, path: 'score' },
    ],
    ['has no plan', printed(now).replace(/"plan":/, '"plans":'), { path: 'plan' }],
    ['is of another schema', printed(now).replace('"schema":1', '"schema":2'), { path: 'schema' }],
  ])('is refused where it %s', async (_, text, issue) => {
    expect(await read(text)).toEqual({
      issue: expect.objectContaining({ file: 'latest.json.gz', ...issue }),
    });
  });

  it('is refused before it fills the memory', async () => {
    async function* endless() {
      const text = ' '.repeat(2 ** 28);
      for (let firstLine = 1; ; firstLine += 1) yield { text, firstLine };
    }
    const issue = { message: 'too long for an assessment' };
    expect(await readAssessment(endless(), 'f')).toMatchObject({ issue });
  });
});

describe('the beginning of an assessment', () => {
  const { assessedAt, fleet } = now;

  it.each([
    ['with a line for each host', printed(now)],
    ['on one line', JSON.stringify(now)],
    ['on many', JSON.stringify(now, null, 2)],
  ])('is read of one %s', async (_, text) => {
    expect(await readAssessmentHead(portions(text), 'f')).toEqual({ record: { assessedAt, fleet } });
  });

  it('needs nothing that comes after it', async () => {
    async function* broken() {
      yield { text: `${lines[0]}\n`, firstLine: 1 };
      throw new Error('read on');
    }
    expect(await readAssessmentHead(broken(), 'f')).toEqual({ record: { assessedAt, fleet } });
  });

  it('is refused where it is none', async () => {
    expect(await readAssessmentHead(portions('{"assessedAt":'), 'f')).toMatchObject({
      issue: { message: 'not JSON' },
    });
  });
});
