import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readFleets } from './config/fleets.ts';
import { isDeployedHere } from './config/organization.ts';
import { stackNameOf } from './config/stack-name.ts';
import { FleetAuditorStack } from './fleet-auditor-stack.ts';
import { DESCRIPTION, writeSpokeTemplate } from './templates.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
// Without `env`: the template fits any account and region, so that synth needs neither credentials nor network.
for (const config of readFleets(app.node.tryGetContext('auditor'))) {
  new FleetAuditorStack(app, stackNameOf(config), {
    description: DESCRIPTION,
    config,
    now: new Date(),
    ...(isDeployedHere(config.organization) && {
      spokeTemplateFile: await writeSpokeTemplate(config, app.outdir),
    }),
  });
}
