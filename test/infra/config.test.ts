import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BIN_HOURS, readConfig, WINDOW_DAYS } from '../../infra/config.ts';
import { WINDOW_DAYS as ASSESSED_DAYS } from '../../lambdas/domain/assess-fleet.ts';
import { BIN_HOURS as DERIVED_HOURS } from '../../lambdas/domain/bin.ts';

const fleetTag = { key: 'haproxy-fleet', value: 'production' };

describe('BIN_HOURS and WINDOW_DAYS', () => {
  it('are those that bins are derived and fleets are assessed by', () => {
    expect({ BIN_HOURS, WINDOW_DAYS }).toEqual({ BIN_HOURS: DERIVED_HOURS, WINDOW_DAYS: ASSESSED_DAYS });
  });
});

describe('readConfig', () => {
  it('fills in everything but the tag of the fleet', () => {
    expect(readConfig({ fleetTag })).toEqual({
      fleetTag,
      roleTagKey: 'role',
      schedulePeriodMinutes: 15,
      deadlineSeconds: 120,
      retentionDays: 35,
      metricBudget: 30,
      perHostMetrics: false,
      removalPolicy: 'retain',
    });
  });

  it.each([
    { fleetTag: { key: 'aws:autoscaling:groupName', value: 'edge proxies/eu @1' } },
    { roleTagKey: 'Größe' },
    { schedulePeriodMinutes: 5 },
    { schedulePeriodMinutes: 60 },
    { deadlineSeconds: 240 },
    { retentionDays: 3650 },
    { metricBudget: 1 },
    { perHostMetrics: true },
    { removalPolicy: 'destroy' },
  ])('takes %j', (chosen) => {
    expect(readConfig({ fleetTag, ...chosen })).toMatchObject(chosen);
  });

  it.each([
    [undefined, 'context.auditor: Invalid input: expected object, received undefined; found undefined'],
    ['{}', 'context.auditor: Invalid input: expected object, received string; found "{}"'],
    [{}, 'context.auditor.fleetTag: Invalid input: expected object, received undefined; found undefined'],
    [{ fleetTag: { key: 'a' } }, 'context.auditor.fleetTag.value: Invalid input: expected string'],
    [{ fleetTag: { key: '', value: 'a' } }, 'context.auditor.fleetTag.key: expected 1 to 128 letters'],
    [{ fleetTag: { key: 'a', value: '*' } }, 'context.auditor.fleetTag.value: expected 1 to 256 letters'],
    [{ fleetTag: { key: 'a', value: `\${aws:username}` } }, 'fleetTag.value: expected 1 to 256 letters'],
    [{ fleetTag: { key: 'a'.repeat(129), value: 'a' } }, 'fleetTag.key: expected 1 to 128 letters'],
    [{ fleetTag, roleTagKey: 'a\nb' }, 'context.auditor.roleTagKey: expected 1 to 128 letters'],
    [{ fleetTag, schedulePeriodMinutes: 7 }, 'schedulePeriodMinutes: Invalid option: expected one of 5|6|10'],
    [{ fleetTag, schedulePeriodMinutes: 1 }, 'expected one of 5|6|10|12|15|20|30|60; found 1'],
    [{ fleetTag, schedulePeriodMinutes: '15' }, 'schedulePeriodMinutes: Invalid option: expected one of 5|'],
    [
      { fleetTag, deadlineSeconds: 59 },
      'context.auditor.deadlineSeconds: Too small: expected number to be >=60',
    ],
    [
      { fleetTag, deadlineSeconds: 241 },
      'context.auditor.deadlineSeconds: Too big: expected number to be <=240',
    ],
    [
      { fleetTag, retentionDays: 34 },
      'context.auditor.retentionDays: Too small: expected number to be >=35; found 34',
    ],
    [{ fleetTag, retentionDays: 35.5 }, 'context.auditor.retentionDays: Invalid input: expected int'],
    [{ fleetTag, metricBudget: 0 }, 'context.auditor.metricBudget: Too small: expected number to be >=1'],
    [{ fleetTag, perHostMetrics: 'true' }, 'context.auditor.perHostMetrics: Invalid input: expected boolean'],
    [
      { fleetTag, removalPolicy: 'delete' },
      'removalPolicy: Invalid option: expected one of "retain"|"destroy"',
    ],
    [{ fleetTag, retention: 40 }, 'context.auditor.retention: unknown; expected one of fleetTag, roleTagKey'],
    [
      { fleetTag: { ...fleetTag, vlaue: 'a' } },
      'context.auditor.fleetTag.vlaue: unknown; expected one of key, value',
    ],
  ])('refuses %j with its path and the expected value', (context, message) => {
    expect(() => readConfig(context)).toThrow(message);
  });

  it('names every problem at once', () => {
    expect(() => readConfig({ fleetTag, retentionDays: 1, metricBudget: 0 })).toThrow(
      /retentionDays: [^\n]+\n {2}context\.auditor\.metricBudget: /,
    );
  });

  it('accepts the cdk.json in the repository', () => {
    const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
    expect(() => readConfig(context.auditor)).not.toThrow();
  });
});
