import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { junit } from '../../../cli/formats/junit.ts';
import { FLEET, HOSTILE_NAMES } from './a-fleet.ts';

const count = z.string().regex(/^\d+$/).transform(Number);
const counts = { tests: count, failures: count, errors: count, skipped: count };
const seconds = z.string().regex(/^\d+(\.\d+)?$/);

/**
 * The common ground of those who read JUnit's XML, as https://github.com/testmoapp/junitxml has it, with the types of Jenkins'
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
const TestCase = z.strictObject({
  name: z.string().min(1),
  classname: z.string().min(1),
  time: seconds,
  failure: z
    .strictObject({ message: z.string().min(1), type: z.string().min(1), '#text': z.string().min(1) })
    .optional(),
  skipped: z.strictObject({ message: z.string().min(1) }).optional(),
  '#text': z.string().optional(),
});
const Suite = z.strictObject({
  name: z.string().min(1),
  ...counts,
  time: seconds,
  timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
  testcase: z.array(TestCase).min(1),
});
const Report = z.strictObject({
  testsuites: z.strictObject({ name: z.string(), ...counts, time: seconds, testsuite: z.array(Suite) }),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  ignoreDeclaration: true,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});
const xml = junit(FLEET);
const { testsuites } = Report.parse(parser.parse(xml));
const cases = testsuites.testsuite.flatMap(({ testcase }) => testcase);
const caseOf = (name: string) => cases.find((one) => one.name === name);

describe("the assessment as JUnit's XML", () => {
  it('is well formed, whatever hosts are called, and has no character that XML does not have', () => {
    expect(XMLValidator.validate(xml)).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(xml.isWellFormed()).toBe(true);
  });

  it.each([
    { what: 'a tag that is not closed', spoiled: xml.replace('</testsuites>', '') },
    { what: 'a quote that is not escaped', spoiled: xml.replace('&quot;', '"') },
  ])('would be seen with $what', ({ spoiled }) => {
    expect(XMLValidator.validate(spoiled)).not.toBe(true);
  });

  it('has a suite a cohort and a case a host, and counts them right', () => {
    expect(testsuites).toMatchObject({ tests: FLEET.hosts.length, errors: 0, skipped: 2 });
    expect(testsuites.failures).toBe(2 + HOSTILE_NAMES.length);
    for (const { name, testcase, tests, failures, skipped } of testsuites.testsuite) {
      expect(testcase.map(({ classname }) => classname)).toEqual(Array(tests).fill(name));
      expect(testcase.filter(({ failure }) => failure)).toHaveLength(failures);
      expect(testcase.filter((one) => one.skipped)).toHaveLength(skipped);
    }
  });

  it('fails for a host that leaks or may, with evidence and what to do', () => {
    expect(caseOf('edge-1')?.failure).toEqual({
      message: 'edge-1 (i-1, edge/2.8.11, eu-west-1a) leaks TCP memory',
      type: 'leaking',
      '#text': expect.stringMatching(
        /^Evidence: .*325 stuck streams\nWhat to do: upgrade to 2\.8\.16.*\nHost: i-1$/,
      ),
    });
    expect(caseOf('i-2')?.failure?.type).toBe('suspected');
  });

  it('skips what somebody has accepted and what can not be judged, and passes the rest', () => {
    expect(caseOf('edge-3')?.skipped?.message).toBe('accepted until 2026-12-04T12:00:00Z: drained on Friday');
    expect(caseOf('edge-5')?.skipped?.message).toMatch(/^insufficient-data: observed for too short a time/);
    expect(caseOf('edge-4')).toEqual({ name: 'edge-4', classname: 'edge/2.8.30', time: '0' });
    expect(caseOf('i-6')).toMatchObject({ classname: 'none/2.8.30' });
  });
});
