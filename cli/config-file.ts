import { existsSync, readFileSync } from 'node:fs';
import { checkFleets } from '../infra/config/fleets.ts';
import type { AuditorConfig } from '../infra/config.ts';
import { listed } from './text/terminal.ts';

/** The configurations of a cdk.json, one a fleet, or each problem of it in a line. */
export function readConfigFile(path: string): { configs: AuditorConfig[] } | { problems: string[] } {
  if (!existsSync(path))
    return { problems: [`${path}: no such file; name the cdk.json that has context.auditor`] };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { problems: [`${path}: ${error instanceof Error ? error.message : 'not JSON'}`] };
  }
  return checkFleets((content as { context?: { auditor?: unknown } } | null)?.context?.auditor);
}

/** The option that names one of them. */
export const FLEET_OPTION = [
  '--fleet <name>',
  'the fleet, where the configuration has several (the `name` of one)',
] as const;

/** The configuration of one fleet: that with the name, or the only one. */
export function readFleetConfig(
  path: string,
  name: string | undefined,
): { config: AuditorConfig } | { problems: string[] } {
  const read = readConfigFile(path);
  if ('problems' in read) return read;
  const [config, ...others] =
    name === undefined ? read.configs : read.configs.filter((one) => one.name === name);
  if (config !== undefined && others.length === 0) return { config };
  const names = listed(
    read.configs.map((one) => one.name ?? 'one without a name'),
    20,
  );
  return {
    problems: [
      config === undefined
        ? `${path}: no fleet has the name ${name}; there is: ${names}`
        : `${path}: several fleets (${names}); choose one with --fleet`,
    ],
  };
}
