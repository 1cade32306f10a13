import { Command } from 'commander';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import {
  type ListedAcknowledgement,
  listedAcknowledgements,
} from '../acknowledge/listed-acknowledgements.ts';
import { openStore, type StoreOptions, withStoreOptions } from '../acknowledge/store-options.ts';
import { issueText } from '../archive/archive-acknowledgements.ts';
import { renderList } from '../text/acknowledge.ts';
import { examples } from '../text/invocation.ts';
import { columns } from '../text/terminal.ts';

interface ListOptions extends StoreOptions {
  all?: true;
  json?: true;
}

/** `auditor acknowledge list`: what is accepted, by whom, why and until when. */
export function acknowledgeListCommand(now: () => Date): Command {
  const command = new Command('list')
    .description('list what is accepted now; files that are no acknowledgements are named on stderr')
    .option('--all', 'those that have ended or were withdrawn too')
    .option('--json', 'print them, and what is no acknowledgement, as JSON')
    .addHelpText('after', examples(['What is accepted', 'acknowledge list --outputs outputs.json']));
  return withStoreOptions(command).action(async (options: ListOptions, command: Command) => {
    const store = await openStore(options, command);
    const { kept, issues } = await store.read();
    for (const issue of issues) process.stderr.write(`${issueText(issue)}\n`);
    const all: ListedAcknowledgement[] = listedAcknowledgements(kept, store.configured, now());
    const shown = options.all ? all : all.filter(({ state }) => state === 'in-force' || state === 'not-yet');
    process.stdout.write(
      options.json
        ? `${printJson({ schema: 1, acknowledgements: shown, issues }, 2)}\n`
        : renderList(shown, { columns: columns(process.stdout), left: all.length - shown.length, ...store }),
    );
  });
}
