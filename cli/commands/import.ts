import { Command } from 'commander';
import { examples } from '../text/invocation.ts';
import { importPrometheusCommand } from './import-prometheus.ts';

/** `auditor import`: history that another program has, as samples of the archive. */
export function importCommand(): Command {
  return new Command('import')
    .description('bring the history that your monitoring already has into an archive')
    .addCommand(importPrometheusCommand())
    .addHelpText(
      'after',
      examples(
        [
          'Four weeks from a Prometheus, to be scored',
          'import prometheus --url http://prometheus:9090 --out archive',
        ],
        [
          'Only some hosts, with their roles',
          `import prometheus --url http://prometheus:9090 --match '{env="prod"}' --role-label role --out archive`,
        ],
      ),
    );
}
