import { existsSync, readFileSync } from 'node:fs';
import { type AuditorConfig, checkConfig } from '../infra/config.ts';

/** The configuration of a cdk.json, or each problem of it in a line. */
export function readConfigFile(path: string): { config: AuditorConfig } | { problems: string[] } {
  if (!existsSync(path))
    return { problems: [`${path}: no such file; name the cdk.json that has context.auditor`] };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { problems: [`${path}: ${error instanceof Error ? error.message : 'not JSON'}`] };
  }
  return checkConfig((content as { context?: { auditor?: unknown } } | null)?.context?.auditor);
}
