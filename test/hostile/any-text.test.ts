import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceCommand } from '../../cli/text/invocation.ts';
import { firstOf, shellWord, visible } from '../../cli/text/terminal.ts';
import { fleetData } from '../../lambdas/aws/cloudwatch-metrics.ts';
import { summariseFleet } from '../../lambdas/domain/audit/fleet-summary.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { sampled } from '../domain/samples.ts';
import { HARMLESS } from './harmless.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { acceptedByCloudWatch } from './journey.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE_TEXTS));
const holds = (property: (text: string) => void) =>
  fc.assert(fc.property(anyText, property), { numRuns: 2_000 });

describe('any text', () => {
  it('comes back from JSON as it was, and stands in it visibly on one line', () => {
    holds((text) => {
      const line = printJson({ [text]: [text] });
      expect(JSON.parse(line)).toEqual({ [text]: [text] });
      HARMLESS.lines(`${line}\n`);
    });
  });

  it('is one line of visible characters in a terminal, and so is the beginning of it', () => {
    holds((text) => {
      HARMLESS.terminal(visible(text));
      HARMLESS.terminal(firstOf(visible(text), 3));
      expect(visible(text)).not.toContain('\n');
    });
  });

  it('is one word for a shell', () => {
    holds((text) => HARMLESS.terminal(`npm run -s auditor -- explain ${shellWord(visible(text))}`));
    const texts = fc.sample(anyText, 300).map((text) => visible(text));
    const script = `printf '%s\\n' ${[...texts, ...HOSTILE_TEXTS.map(visible)].map(shellWord).join(' ')}`;
    const printed = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    expect(printed.split('\n').slice(0, -1)).toEqual([...texts, ...HOSTILE_TEXTS.map(visible)]);
  });

  it('is offered as a version to ask about only where it is one', () => {
    holds((text) => {
      const command = adviceCommand([text, `2.8.11-${text}`]);
      if (command !== null) HARMLESS.terminal(command);
    });
    expect(adviceCommand(['2.8.11-1ubuntu2', '$(id)'])).toBe('npm run -s auditor -- advise 2.8.11-1ubuntu2');
    expect(adviceCommand(['2.8.0-1.0.0-329.1202'])).toMatch(/ advise 2\.8\.0-1\.0\.0-329\.1202$/);
    expect(adviceCommand(['--help'])).toBeNull();
  });

  it('is a dimension that CloudWatch takes, where a role is called so', () => {
    holds((role) => {
      const fleet = summariseFleet([sampled('i-1', { role }), sampled('i-2')], [], () => true);
      acceptedByCloudWatch(fleetData(fleet, '2026-11-22T16:05:00Z', 30));
    });
  });
});
