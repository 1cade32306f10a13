import { execFileSync } from 'node:child_process';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { AuditFleetEvent } from '../../lambdas/audit-fleet/env.ts';
import { ScoreFleetEvent } from '../../lambdas/score-fleet/env.ts';
import { SendReportEvent } from '../../lambdas/send-report/env.ts';
import { needs } from '../lab/needs.ts';
import { leastConfig } from './least-config.ts';
import { readable, unbundledApp } from './template.ts';

const required = needs('date');
const config = readConfig(leastConfig);
const template = Template.fromStack(new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', { config }));

it.skipIf(required.missing).each([
  { output: 'AuditNowCommand', name: 'AuditFleet', event: AuditFleetEvent, answer: 'audit.json' },
  { output: 'ScoreNowCommand', name: 'ScoreFleet', event: ScoreFleetEvent, answer: 'score.json' },
  { output: 'ReportNowCommand', name: 'SendReport', event: SendReportEvent, answer: 'report.json' },
])(
  required.title('the stack puts out $output, whose payload a shell turns into an event'),
  ({ output, name, event, answer }) => {
    const command = readable(template.findOutputs(output)[output]?.Value) as string;
    const deployed = command.replace(`\${AWS::Region}`, 'eu-west-1').replace(`\${${name}Function}`, name);
    const shell = `aws() { for word; do printf '%s\\n' "$word"; done; }\n${deployed}`;
    const words = execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' }).trimEnd().split('\n');
    const [payload] = words.splice(words.indexOf('--payload') + 1, 1);
    expect(words.join(' ')).toBe(
      `lambda invoke --region eu-west-1 --function-name ${name} --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload ${answer}`,
    );
    expect(event.parse(JSON.parse(payload ?? '')).scheduledAt).toMatch(/:00Z$/);
  },
);
