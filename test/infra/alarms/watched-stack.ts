import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../../infra/config.ts';
import { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { leastConfig } from '../least-config.ts';
import { unbundledApp } from '../template.ts';

/** The stack's template, with audits once an hour as in the simulated days. */
export const watchedTemplate = (alarms: object = {}, now?: Date, chosen: object = {}): Template =>
  Template.fromStack(
    new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
      config: readConfig({
        ...leastConfig,
        ...chosen,
        schedulePeriodMinutes: 60,
        alarms: { emails: ['sre@example.org'], ...alarms },
      }),
      ...(now && { now }),
    }),
  );
