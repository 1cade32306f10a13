import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { junit } from '../../../cli/formats/junit.ts';
import { needs, programPath } from '../../lab/needs.ts';
import { FLEET } from './a-fleet.ts';

const required = needs('python3');
const PARSE = 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin.buffer)';

/** Whether a strict parser, expat, reads a text. */
const isRead = (xml: string): boolean =>
  spawnSync(programPath('python3'), ['-c', PARSE], { input: xml }).status === 0;

describe.skipIf(required.missing)(required.title("the assessment as JUnit's XML"), () => {
  const xml = junit(FLEET);

  it('is read by a strict parser, whatever hosts are called', () => {
    expect(isRead(xml)).toBe(true);
  });

  it.each([
    { what: 'a mark that is not escaped', spoiled: xml.replace('&lt;', '<') },
    { what: 'a character that XML does not have', spoiled: xml.replace('edge-1', 'edge\u0001') },
  ])('is not with $what', ({ spoiled }) => {
    expect(isRead(spoiled)).toBe(false);
  });
});
