import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { pythonEnvironment } from '../python/environment.ts';

export type CheckerName = 'cfn-lint' | 'checkov';

/** What a checker holds against one resource of a template. */
export interface TemplateFinding {
  /** Such as `W3005` or `CKV_AWS_18`. */
  id: string;
  /** `AWS::S3::Bucket`; empty where the finding is of no resource. */
  type: string;
  resource: string;
  what: string;
}

/** Both, in one environment. */
export const environment = pythonEnvironment(join(import.meta.dirname, 'requirements.txt'));

const RUN_MILLISECONDS = 60_000;

const LintReport = z.array(
  z.object({
    Rule: z.object({ Id: z.string() }),
    Message: z.string(),
    Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullable() }),
  }),
);

const CheckovReport = z.object({
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() })),
    parsing_errors: z.array(z.string()).max(0),
  }),
  summary: z.object({ passed: z.int().positive() }),
});

/**
 * All that a checker finds in a template. Throws where it could not look.
 * @param regions whose resources cfn-lint holds it against
 */
export function findingsOf(
  checker: CheckerName,
  templatePath: string,
  resourceTypes: Map<string, string>,
  regions: readonly string[] = ['us-east-1'],
) {
  return checker === 'cfn-lint' ? lint(templatePath, resourceTypes, regions) : checkov(templatePath);
}

function lint(
  templatePath: string,
  resourceTypes: Map<string, string>,
  regions: readonly string[],
): TemplateFinding[] {
  const program = ['-c', 'from cfnlint.runner.cli import main; main()'];
  const printed = python([...program, '--format', 'json', '--regions', ...regions, '--', templatePath]);
  return LintReport.parse(JSON.parse(printed)).map(({ Rule, Message, Location }) => {
    const [section, name] = Location.Path ?? [];
    const resource = section === 'Resources' ? `${name}` : '';
    return { id: Rule.Id, type: resourceTypes.get(resource) ?? '', resource, what: Message };
  });
}

function checkov(templatePath: string): TemplateFinding[] {
  const options = ['--framework', 'cloudformation', '--skip-download', '--compact', '--output', 'json'];
  const printed = python(['-m', 'checkov.main', '--file', templatePath, ...options]);
  return CheckovReport.parse(JSON.parse(printed)).results.failed_checks.map((check) => {
    const [type = '', resource = ''] = check.resource.split('.');
    return { id: check.check_id, type, resource, what: check.check_name };
  });
}

/** What a program printed, whatever it exits with: both exit with more than 0 where they find something. */
function python(argv: readonly string[]): string {
  if ('missing' in environment) throw new Error(environment.missing);
  const { stdout, stderr, error } = spawnSync(environment.python, argv, {
    encoding: 'utf8',
    timeout: RUN_MILLISECONDS,
    maxBuffer: 1 << 26,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', LOG_LEVEL: 'ERROR' },
  });
  if (error || stdout === '') throw error ?? new Error(stderr);
  return stdout;
}
