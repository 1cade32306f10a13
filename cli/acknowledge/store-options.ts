import { type Command, Option } from 'commander';
import { type DeploymentOptions, withDeploymentOptions } from '../deployment.ts';
import { EXIT } from '../text/terminal.ts';
import type { AcknowledgementStore } from './acknowledgement-store.ts';
import { bucketStore } from './bucket-store.ts';
import { folderStore } from './folder-store.ts';

export interface StoreOptions extends DeploymentOptions {
  archive?: string;
}

/** Options that say where the deployment is: of no use beside a folder. */
const OF_DEPLOYMENT = ['config', 'fleet', 'outputs', 'stack', 'region', 'bucket'] as const;

/** Gives a command the options that say where acknowledgements are kept. */
export const withStoreOptions = (command: Command): Command =>
  withDeploymentOptions(command).addOption(
    new Option('--archive <folder>', 'a copy of the bucket on this machine, instead of the deployed one'),
  );

/** @throws CommanderError, with the exit code for wrong usage, that says what is missing or wrong */
export async function openStore(options: StoreOptions, command: Command): Promise<AcknowledgementStore> {
  const given = OF_DEPLOYMENT.filter((name) => command.getOptionValueSource(name) === 'cli');
  if (options.archive === undefined) {
    const words = given.flatMap((name) => [`--${name}`, `${options[name]}`]);
    return bucketStore(options, words, command);
  }
  if (given.length > 0) {
    const names = given.map((name) => `--${name}`).join(', ');
    command.error(`error: ${names}: of no use beside --archive`, { exitCode: EXIT.usage });
  }
  return folderStore(options.archive, command);
}
