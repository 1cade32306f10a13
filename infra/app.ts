import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from './config.ts';
import { FleetAuditorStack } from './fleet-auditor-stack.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
// Without `env`: the template fits any account and region, so that synth needs neither credentials nor network.
new FleetAuditorStack(app, 'HaproxyFleetAuditor', {
  description: 'Finds the HAProxy hosts of a fleet that leak TCP memory',
  config: readConfig(app.node.tryGetContext('auditor')),
});
