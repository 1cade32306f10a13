import { ResourcePolicy } from '../aws/resource-policy.ts';
import type { DemoPlace } from './demo-fleet.ts';
import stored from './spokes.json' with { type: 'json' };

/**
 * Of a hub whose organization has the demo's regions, and of its spokes, as their templates have it; a test holds them
 * together, so that the demo needs no CDK.
 */
export const DEMO_ORGANIZATION_ID = stored.organizationId;

/** @param bucket its name */
export const archivePolicy = (bucket: string): ResourcePolicy =>
  ResourcePolicy.parse(
    JSON.parse(JSON.stringify(stored.archivePolicy).replaceAll(/\$\{ArchiveBucket\}/g, bucket)),
  );

/** ARN of the role with which a place's spoke audits. */
export const spokeRoleArn = (place: DemoPlace): string => filled(stored.roleArn, ofPlace(place));

/** Variables of a spoke's function, as Lambda hands them over, but for the names of the probe's documents. */
export const spokeVariables = (
  place: DemoPlace,
  hub: { readonly bucket: string; readonly region: string },
): Record<string, string> => {
  const values = { ...ofPlace(place), ArchiveBucketName: hub.bucket, HubRegion: hub.region };
  return {
    ...Object.fromEntries(
      Object.entries(stored.variables).map(([name, value]) => [name, filled(value, values)]),
    ),
    AWS_REGION: place.region,
  };
};

/** The StackSet that deploys the spokes. */
export const STACK_SET = stored.watch.variables.STACK_SET;

/** Minutes after the full hour at which the hub's watch is due. */
export const WATCH_MINUTE = Number(/^cron\((\d+) /.exec(stored.watch.schedule)?.[1]);

/** Variables of the hub's watch over its places, as Lambda hands them over. */
export const watchVariables = (hub: DemoPlace, bucket: string): Record<string, string> => {
  const values = { ...ofPlace(hub), ArchiveBucket: bucket };
  return {
    ...Object.fromEntries(
      Object.entries(stored.watch.variables).map(([name, value]) => [name, filled(value, values)]),
    ),
    AWS_REGION: hub.region,
  };
};

const ofPlace = ({ accountId, region }: DemoPlace) => ({
  'AWS::Partition': 'aws',
  'AWS::AccountId': accountId,
  'AWS::Region': region,
});

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (reference, name: string) => values[name] ?? reference);
}
