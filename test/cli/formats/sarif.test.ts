import { describe, expect, it } from 'vitest';
import { sarif } from '../../../cli/formats/sarif.ts';
import { assessedHost } from '../../domain/a-leaking-host.ts';
import { assessment } from '../../report/assessed.ts';
import { FLEET, HOSTILE_NAMES } from './a-fleet.ts';
import { CodeScanning, Sarif } from './sarif-schema.ts';

const printed = (of = FLEET): unknown => JSON.parse(JSON.stringify(sarif(of, '1.2.3')));
const parsed = Sarif.parse(printed());
const [run] = parsed.runs;

describe('findings as SARIF', () => {
  it('keep to SARIF 2.1.0 and to what code scanning of GitHub takes, whatever hosts are called', () => {
    expect(CodeScanning.safeParse(printed()).error).toBeUndefined();
    expect(run?.results).toHaveLength(3 + HOSTILE_NAMES.length);
  });

  it.each([
    { what: 'a level that there is not', change: { level: 'critical' } },
    { what: 'no message', change: { message: {} } },
    { what: 'a property that there is not', change: { severity: 'error' } },
    { what: 'no location', change: { locations: [] } },
    { what: 'no fingerprint', change: { partialFingerprints: {} } },
    { what: 'a rule that is not listed', change: { ruleId: 'leak' } },
    {
      what: 'a path with a blank',
      change: { locations: [{ physicalLocation: { artifactLocation: { uri: 'hosts/a b' } } }] },
    },
  ])('would be refused with $what', ({ change }) => {
    const results = run?.results.map((result, index) => (index === 0 ? { ...result, ...change } : result));
    expect(CodeScanning.safeParse({ ...parsed, runs: [{ ...run, results }] }).success).toBe(false);
  });

  it('are errors where a host leaks and warnings where it may, each with evidence and advice', () => {
    expect(run?.results[0]).toEqual({
      ruleId: 'leaking',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: 'edge-1 (i-1, edge/2.8.11, eu-west-1a) leaks TCP memory. Evidence: probability 97%, risk 81/100 (critical); reaches its TCP memory limit in 9.2 days (7 or more); 325 stuck streams. What to do: upgrade to 2.8.16. 2.8.11 keeps streams whose server side has failed. 2.8.14 has the fix.',
      },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'hosts/edge-1' }, region: { startLine: 1 } },
          logicalLocations: [{ name: 'edge-1', fullyQualifiedName: 'i-1', kind: 'resource' }],
        },
      ],
      partialFingerprints: { primaryLocationLineHash: 'i-1/leaking' },
      properties: {
        hostId: 'i-1',
        cohort: 'edge/2.8.11',
        version: '2.8.11',
        score: 81.4,
        leakProbability: 0.974,
      },
    });
    expect(run?.results[1]).toMatchObject({ ruleId: 'suspected', ruleIndex: 1, level: 'warning' });
  });

  it('are suppressed where somebody has accepted them, with the reason', () => {
    expect(run?.results.flatMap(({ suppressions = [] }) => suppressions)).toEqual([
      { kind: 'external', status: 'accepted', justification: 'drained on Friday' },
    ]);
  });

  it('say which hosts could not be judged', () => {
    const notes = run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text);
    expect(notes).toEqual(['1 host has too little data to judge.', '1 host did not answer.']);
  });

  it('of more hosts than code scanning takes are those with the highest scores, and the rest is counted', () => {
    const hosts = Array.from({ length: 25_002 }, (_, index) => assessedHost({ hostId: `i-${index}` }));
    const [large] = CodeScanning.parse(printed(assessment(hosts))).runs;
    expect(large?.results).toHaveLength(25_000);
    expect(large?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      '2 findings with a lower score are left out.',
    ]);
  });
});
