import { existsSync, readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { stackNameOf } from '../infra/config/stack-name.ts';
import type { AuditorConfig } from '../infra/config.ts';
import { previousProbeDocumentName } from '../lambdas/probe/previous-document.ts';
import { probeDocumentName } from '../lambdas/probe/probe-document.ts';
import { FLEET_OPTION, readFleetConfig } from './config-file.ts';
import { EXIT, visible } from './text/terminal.ts';

/** The stack's outputs that the command line reads. */
const StackOutputs = z.object({
  ArchiveBucketName: z.string(),
  ProbeDocumentName: z.string(),
  PreviousProbeDocumentName: z.string().optional(),
  AlertTopicArn: z.string().optional(),
  /** A stack of an earlier version has one topic alone. */
  NotifyTopicArn: z.string().optional(),
});

/** Where the auditor is deployed, and how it is configured. */
export interface Deployment {
  readonly config: AuditorConfig;
  /** `undefined`: as the SDK finds it, in AWS_REGION or the profile. */
  readonly region: string | undefined;
  /** `null` where neither the outputs nor an option name it. */
  readonly bucket: string | null;
  readonly documentName: string;
  /** The document beside which that one has to stand its trial, if there is one. */
  readonly previousDocumentName: string | undefined;
  /** ARNs, `null` where neither the outputs nor the configuration have them. */
  readonly topics: { readonly page: string | null; readonly notify: string | null };
}

export interface DeploymentOptions {
  config: string;
  fleet?: string;
  outputs?: string;
  stack?: string;
  region?: string;
  bucket?: string;
}

/** Their names as properties. */
export const DEPLOYMENT_OPTIONS = [
  'config',
  'fleet',
  'outputs',
  'stack',
  'region',
  'bucket',
] as const satisfies (keyof DeploymentOptions)[];

/** Gives a command the options that say where the auditor is deployed. */
export function withDeploymentOptions(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'the configuration').default('cdk.json'))
    .addOption(new Option(...FLEET_OPTION))
    .addOption(new Option('--outputs <file>', 'what `cdk deploy --outputs-file` wrote').argParser(existing))
    .addOption(new Option('--stack <name>', "the stack's name, where it isn't the fleet's own"))
    .option('--region <region>', "instead of AWS_REGION's or the profile's")
    .option('--bucket <name>', "the archive's bucket, where there are no outputs");
}

/** @throws CommanderError, with the exit code for wrong usage, that says what is missing or wrong */
export function readDeployment(options: DeploymentOptions, command: Command): Deployment {
  const wrong = (text: string) => command.error(`error: ${text}`, { exitCode: EXIT.usage });
  const read = readFleetConfig(options.config, options.fleet);
  if ('problems' in read) return wrong([`${options.config}:`, ...read.problems].map(visible).join('\n  '));
  const { config } = read;
  const stack = options.stack ?? stackNameOf(config);
  const outputs = options.outputs === undefined ? null : outputsOf(options.outputs, stack);
  if (outputs === 'none') {
    return wrong(
      `${options.outputs} has no outputs ArchiveBucketName and ProbeDocumentName of a stack ${stack}`,
    );
  }
  return {
    config,
    region: options.region,
    bucket: options.bucket ?? outputs?.ArchiveBucketName ?? config.archiveBucketName ?? null,
    // Without outputs: the document that a stack of this name has, if it is of this version.
    documentName: outputs?.ProbeDocumentName ?? probeDocumentName(stack),
    previousDocumentName: outputs ? outputs.PreviousProbeDocumentName : previousProbeDocumentName(stack),
    topics: {
      page: outputs?.AlertTopicArn ?? config.alarms.page.topicArn ?? null,
      notify: outputs?.NotifyTopicArn ?? config.alarms.notify.topicArn ?? null,
    },
  };
}

function outputsOf(file: string, stack: string): z.infer<typeof StackOutputs> | 'none' {
  const parsed = z
    .record(z.string(), z.unknown())
    .transform((stacks) => stacks[stack])
    .pipe(StackOutputs)
    .safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : 'none';
}

function existing(file: string): string {
  if (!existsSync(file)) throw new InvalidArgumentError('No such file.');
  return file;
}
