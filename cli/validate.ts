import { Command } from 'commander';
import { readConfigFile } from './config-file.ts';
import { configWarnings } from './config-warnings.ts';
import { EXIT, visible } from './terminal.ts';

/** `auditor validate`: checks a cdk.json without AWS. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check the configuration in cdk.json, offline')
    .argument('[file]', 'the file', 'cdk.json')
    .option('--json', 'print problems and warnings as JSON')
    .option('--exit-zero', 'exit with 0 where there are warnings alone')
    .action((file: string, options: { json?: true; exitZero?: true }) => {
      const checked = readConfigFile(file);
      const problems = 'problems' in checked ? checked.problems : [];
      const warnings = 'config' in checked ? configWarnings(checked.config, new Date()) : [];
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ valid: problems.length === 0, problems, warnings })}\n`);
      } else {
        const lines = [
          ...problems.map((text) => `error: ${text}`),
          ...warnings.map((text) => `warning: ${text}`),
          `${file}: ${problems.length === 0 ? 'valid' : 'not valid'}`,
        ];
        process.stdout.write(`${lines.map(visible).join('\n')}\n`);
      }
      if (problems.length > 0) process.exitCode = EXIT.usage;
      else if (warnings.length > 0 && !options.exitZero) process.exitCode = EXIT.findings;
    });
}
