import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../infra/config.ts';
import { SpokeStack, spokeStackName } from '../../infra/spoke-stack.ts';
import { leastConfig } from '../infra/least-config.ts';

export const ORGANIZATION = {
  id: 'o-a1b2c3d4e5',
  organizationalUnitIds: ['ou-ab12-c3d4e5f6'],
  regions: ['eu-west-1', 'us-east-1'],
};

/** The template of a configuration's spokes, whose function has no code to speak of. */
export function spokeOf(chosen: object = {}): Template {
  const config = readConfig({ ...leastConfig, organization: ORGANIZATION, ...chosen });
  return Template.fromStack(new SpokeStack(new App(), spokeStackName(config), { config, code: '//' }));
}
