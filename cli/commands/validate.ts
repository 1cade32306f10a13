import { Command } from 'commander';
import { stackNameOf } from '../../infra/config/stack-name.ts';
import { readConfigFile } from '../config-file.ts';
import { configWarnings } from '../config-warnings.ts';
import { examples, hint } from '../text/invocation.ts';
import { columns, EXIT, visible, wrap } from '../text/terminal.ts';
import { validateSamples } from './validate-samples.ts';

interface Options {
  samples?: string[];
  json?: true;
  exitZero?: true;
}

/** `auditor validate`: checks a cdk.json, or files of samples, without AWS. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('check the configuration in cdk.json, or files of samples, offline')
    .argument('[file]', 'the file', 'cdk.json')
    .option(
      '--samples <path...>',
      'check files of samples instead, or folders of them, whatever program wrote them',
    )
    .option('--json', 'print problems and warnings as JSON')
    .option('--exit-zero', 'exit with 0 where there are warnings alone')
    .addHelpText(
      'after',
      examples(
        ['Check cdk.json in this folder', 'validate'],
        ['Another file, where placeholders are fine', 'validate staging/cdk.json --exit-zero'],
        ['What another program wrote for score to read', 'validate --samples archive/'],
      ),
    )
    .action(async (file: string, options: Options, command: Command) => {
      if (options.samples !== undefined) {
        process.exitCode = await validateSamples(options.samples, options, command);
        return;
      }
      const checked = readConfigFile(file);
      const problems = 'problems' in checked ? checked.problems : [];
      const configs = 'configs' in checked ? checked.configs : [];
      const warnings = configs.flatMap((config) =>
        configWarnings(config, new Date()).map((text) =>
          configs.length === 1 ? text : `${stackNameOf(config)}: ${text}`,
        ),
      );
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ valid: problems.length === 0, problems, warnings })}\n`);
      } else {
        const isValid = problems.length === 0;
        const next = isValid
          ? hint('What it costs', 'estimate', '--hosts', '100')
          : hint('Once that is fixed', 'validate', file);
        const lines = [
          ...problems.map((text) => `error: ${text}`),
          ...warnings.map((text) => `warning: ${text}`),
          `${file}: ${isValid ? 'valid' : 'not valid'}`,
        ];
        process.stdout.write(
          `${lines.flatMap((line) => wrap(visible(line), columns(process.stdout))).join('\n')}\n\n${next}\n`,
        );
      }
      if (problems.length > 0) process.exitCode = EXIT.usage;
      else if (warnings.length > 0 && !options.exitZero) process.exitCode = EXIT.findings;
    });
}
