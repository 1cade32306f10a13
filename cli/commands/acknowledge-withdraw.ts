import { Command } from 'commander';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { openStore, type StoreOptions, withStoreOptions } from '../acknowledge/store-options.ts';
import { renderWithdrawn } from '../text/acknowledge.ts';
import { examples } from '../text/invocation.ts';
import { columns, EXIT, listed, quoted } from '../text/terminal.ts';

/** Digits that an id may be shortened to. */
const SHORTEST_ID = 4;

interface WithdrawOptions extends StoreOptions {
  reason?: string;
  by?: string;
  json?: true;
}

/** `auditor acknowledge withdraw ID`: from the next scoring on, it no longer holds. */
export function acknowledgeWithdrawCommand(now: () => Date): Command {
  const command = new Command('withdraw')
    .description('withdraw an acknowledgement: its finding opens again with the next scoring')
    .argument('<id>', 'of the acknowledgement, as acknowledge list shows it, or its first digits')
    .option('--reason <text>', 'why')
    .option('--by <who>', 'who withdraws it (default: as for add)')
    .option('--json', 'print what was withdrawn as JSON')
    .addHelpText(
      'after',
      examples(['No longer accept it', 'acknowledge withdraw 3f9a0c1d2e4b5a69 --outputs outputs.json']),
    );
  return withStoreOptions(command).action(
    async (word: string, options: WithdrawOptions, command: Command) => {
      const wrong = (text: string) => command.error(`error: ${text}`, { exitCode: EXIT.usage });
      const store = await openStore(options, command);
      const { kept } = await store.read();
      const found = kept.filter(
        ({ id }) => id === word || (word.length >= SHORTEST_ID && id.startsWith(word)),
      );
      const [acknowledged, ...others] = found;
      if (acknowledged === undefined || others.length > 0) {
        const ids = (found.length > 0 ? found : kept).map(({ id }) => id);
        const there = ids.length === 0 ? 'there are none' : `there are ${listed(ids, 12)}`;
        const isConfigured = store.configured.some(({ id }) => id === word);
        return wrong(
          isConfigured
            ? `${quoted(word)} is of the configuration: take it out of cdk.json and deploy`
            : `${found.length === 0 ? 'no acknowledgement has' : 'several acknowledgements have'} the id ${quoted(word)}; ${there}`,
        );
      }
      const { id } = acknowledged;
      const withdrawal = {
        schema: 1 as const,
        id,
        ...(options.reason !== undefined && { reason: options.reason }),
        by: options.by ?? (await store.by()),
        withdrawnAt: printInstant(now()),
      };
      const isFirst = acknowledged.withdrawnAt === null && (await store.withdraw(withdrawal));
      const result = { acknowledged, outcome: isFirst ? 'withdrawn' : 'withdrawn-before' } as const;
      process.stdout.write(
        options.json
          ? `${printJson({ schema: 1, id, outcome: result.outcome, ...(isFirst && { withdrawal }) }, 2)}\n`
          : renderWithdrawn(result, { columns: columns(process.stdout), effect: store.effect }),
      );
    },
  );
}
