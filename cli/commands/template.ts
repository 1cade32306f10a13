import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { AuditorConfig } from '../../infra/config.ts';
import manifest from '../../package.json' with { type: 'json' };
import { FLEET_OPTION, readFleetConfig } from '../config-file.ts';
import { examples, hint } from '../text/invocation.ts';
import { withProgress } from '../text/progress.ts';
import { columns, EXIT, visible, wrap } from '../text/terminal.ts';

interface Options {
  config: string;
  fleet?: string;
  out?: string;
}

/** Bytes that CloudFormation takes of a template that is sent with the call; a larger one has to lie in S3. */
const MAXIMUM_SENT_BYTES = 51_200;

/** `auditor template`: the stack, or that of another account or region, as one file for CloudFormation. */
export function templateCommand(now: () => Date = () => new Date()): Command {
  return withOptions(new Command('template'))
    .description('print the whole stack as one CloudFormation template, for deploying without the CDK')
    .addCommand(
      withOptions(new Command('spoke'))
        .description('print the stack that audits another account or region into the archive of a hub')
        .addHelpText(
          'after',
          examples(
            ['To upload for the StackSet of a hub', 'template spoke --out spoke.json'],
            ['Of one fleet among several', 'template spoke --fleet edge --out spoke.json'],
          ),
        )
        .action((_: Options, command: Command) =>
          printTemplate(command, 'spoke', (templates, config) => templates.spokeTemplate(config)),
        ),
    )
    .addHelpText(
      'after',
      examples(
        ['The stack of cdk.json in this folder', 'template --out auditor.json'],
        ['The stack of each other account and region', 'template spoke --out spoke.json'],
      ),
    )
    .action((_: Options, command: Command) =>
      printTemplate(command, 'stack', (templates, config) => templates.stackTemplate(config, now())),
    );
}

const withOptions = (command: Command): Command =>
  command
    .addOption(new Option('--config <file>', 'the configuration').default('cdk.json'))
    .addOption(new Option(...FLEET_OPTION))
    .addOption(new Option('--out <file>', 'write it to a file instead'));

type Templates = typeof import('../../infra/templates.ts');

async function printTemplate(
  command: Command,
  what: 'stack' | 'spoke',
  make: (templates: Templates, config: AuditorConfig) => Promise<string>,
): Promise<void> {
  // `template spoke --fleet edge`: commander gives an option that both have to the outer one.
  const { config: file, fleet, out } = command.optsWithGlobals<Options>();
  const wrong = (text: string) => command.error(`error: ${text}`, { exitCode: EXIT.usage });
  const read = readFleetConfig(file, fleet);
  if ('problems' in read) return wrong([`${file}:`, ...read.problems].map(visible).join('\n  '));
  const templates = await loadTemplates();
  if (templates === null) return wrong(cdkMissing(what));
  const text = await withProgress('bundling the functions', async () => make(templates, read.config));
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  writeFileSync(out, text);
  const kilobytes = Math.ceil(Buffer.byteLength(text) / 1000);
  const line = `${visible(out)}: ${kilobytes} kB. CloudFormation takes a template of more than ${MAXIMUM_SENT_BYTES.toLocaleString('en')} bytes from S3 only: see docs/deployment.md.`;
  process.stdout.write(
    `${wrap(line, columns(process.stdout)).join('\n')}\n\n${hint('Check the configuration', 'validate', file)}\n`,
  );
}

/** `null` where the CDK is not installed: the package does not bring it, since nothing else needs its 50 MB. */
async function loadTemplates(): Promise<Templates | null> {
  try {
    return await import('../../infra/templates.ts');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && /'(aws-cdk-lib|constructs)/.test(message)) return null;
    throw error;
  }
}

function cdkMissing(what: 'stack' | 'spoke'): string {
  const cdk = `aws-cdk-lib@${manifest.devDependencies['aws-cdk-lib']}`;
  const words = what === 'spoke' ? 'template spoke' : 'template';
  return `templates are made with aws-cdk-lib, which is not installed here: npx -p ${manifest.name} -p ${cdk} auditor ${words}`;
}
