import { Command } from 'commander';
import { examples } from '../text/invocation.ts';
import { acknowledgeAddCommand } from './acknowledge-add.ts';
import { acknowledgeListCommand } from './acknowledge-list.ts';
import { acknowledgeWithdrawCommand } from './acknowledge-withdraw.ts';

/** `auditor acknowledge`: findings that people accept, in the archive, without a deployment. */
export function acknowledgeCommand(now: () => Date = () => new Date()): Command {
  return new Command('acknowledge')
    .description('accept findings until a day, without a deployment; list and withdraw what was accepted')
    .addCommand(acknowledgeAddCommand(now))
    .addCommand(acknowledgeListCommand(now))
    .addCommand(acknowledgeWithdrawCommand(now))
    .addHelpText(
      'after',
      examples(
        [
          'Accept what a host leaks now',
          "acknowledge add lb-edge-3 --reason 'replaced in week 49' --until 2026-12-07 --outputs outputs.json",
        ],
        ['What is accepted', 'acknowledge list --outputs outputs.json'],
        ['No longer', 'acknowledge withdraw 3f9a0c1d2e4b5a69 --outputs outputs.json'],
      ),
    );
}
