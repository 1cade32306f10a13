import { Command, InvalidArgumentError } from 'commander';
import { foundKinds } from '../../lambdas/domain/assess/found-kinds.ts';
import { isTarget } from '../../lambdas/domain/records/acknowledgement.ts';
import { ArchivedAcknowledgement } from '../../lambdas/domain/records/archived-acknowledgement.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { LEAK_KINDS, LeakKind } from '../../lambdas/domain/records/leak-kind.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { isLeaky } from '../../lambdas/domain/records/verdict.ts';
import { whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import { distinctIds } from '../../lambdas/report/reported-hosts.ts';
import { openStore, type StoreOptions, withStoreOptions } from '../acknowledge/store-options.ts';
import { parseInstant } from '../archive/archive-assessment.ts';
import { renderAdded } from '../text/acknowledge.ts';
import { examples } from '../text/invocation.ts';
import { didYouMean } from '../text/near-matches.ts';
import { columns, EXIT, quoted } from '../text/terminal.ts';

interface AddOptions extends StoreOptions {
  reason: string;
  until: Date;
  kind?: LeakKind[];
  anyKind?: true;
  by?: string;
  json?: true;
}

/** `auditor acknowledge add TARGET`: from the next scoring on, a finding is accepted. */
export function acknowledgeAddCommand(now: () => Date): Command {
  const command = new Command('add')
    .description('accept what hosts leak, until a day')
    .argument(
      '<target>',
      'id or name of a host, a pattern such as edge-*, either behind an account and region (111122223333/eu-west-1/edge-*), role:edge for a role, cohort:edge/2.8.11 for a cohort',
    )
    .requiredOption('--reason <text>', 'why the leak is accepted')
    .requiredOption('--until <instant>', 'when the finding comes back: a day, or an instant', parseInstant)
    .option(
      '--kind <kinds>',
      `kinds of leak, separated by commas (default: those that the hosts show now), of ${LEAK_KINDS.join(', ')}`,
      parseKinds,
    )
    .option('--any-kind', 'whatever they leak, and whatever they will')
    .option(
      '--by <who>',
      'who accepts it (default: the identity of the credentials, or the user of this machine)',
    )
    .option('--json', 'print the acknowledgement, and the hosts that it is for, as JSON')
    .addHelpText(
      'after',
      examples(
        [
          'A host',
          "acknowledge add lb-edge-3 --reason 'replaced in week 49' --until 2026-12-07 --outputs outputs.json",
        ],
        [
          'A role, for one kind of leak',
          "acknowledge add role:edge --kind stuck-streams --reason 'upgrade on Monday' --until 2026-12-07 --outputs outputs.json",
        ],
        [
          'In a copy of the bucket',
          "acknowledge add 'edge-*' --reason 'test' --until 2026-12-07 --archive out/",
        ],
      ),
    );
  return withStoreOptions(command).action(async (target: string, options: AddOptions, command: Command) => {
    const wrong = (text: string) => command.error(`error: ${text}`, { exitCode: EXIT.usage });
    const at = now();
    if (options.kind && options.anyKind) return wrong('--kind and --any-kind contradict each other');
    if (options.until <= at) return wrong(`--until ${printInstant(options.until)} is over`);
    const store = await openStore(options, command);
    const assessment = await store.assessment();
    const hosts = assessment?.hosts.filter((host) => isTarget(host, { target })) ?? [];
    const shown = kindsOf(hosts);
    const kinds = options.kind ?? shown;
    if (!options.anyKind && kinds.length === 0)
      return wrong(whyNoKinds(target, hosts, assessment?.hosts ?? []));
    const entry = ArchivedAcknowledgement.safeParse({
      schema: 1,
      target,
      ...(!options.anyKind && { kinds }),
      reason: options.reason,
      by: options.by ?? (await store.by()),
      acknowledgedAt: printInstant(at),
      until: printInstant(options.until),
    });
    if (!entry.success) {
      const [issue] = entry.error.issues;
      return wrong(`${issue?.path.join('.')}: ${issue?.message}`);
    }
    const id = await store.put(entry.data);
    const added = {
      id,
      entry: entry.data,
      hosts,
      assessedAt: assessment?.assessedAt ?? null,
      whereabouts: whereabouts(assessment?.hosts ?? []),
    };
    process.stdout.write(
      options.json
        ? `${printJson({ schema: 1, id, acknowledgement: entry.data, hosts: hosts.map(distinctIds(assessment?.hosts ?? [])) }, 2)}\n`
        : renderAdded(added, { columns: columns(process.stdout), ...store }),
    );
  });
}

/** What those of the hosts that leak show. */
function kindsOf(hosts: readonly AssessedHost[]): LeakKind[] {
  const shown = new Set(hosts.filter(isLeaky).flatMap(foundKinds));
  return LEAK_KINDS.filter((kind) => shown.has(kind));
}

function whyNoKinds(target: string, hosts: readonly AssessedHost[], fleet: readonly AssessedHost[]): string {
  const advice = 'say what is accepted with --kind or --any-kind';
  if (hosts.length > 0) return `nothing that ${quoted(target)} names leaks at present: ${advice}`;
  const meant = didYouMean(target, fleet);
  return `no host of the last assessment is named by ${quoted(target)}: ${advice}.${meant === null ? '' : ` ${meant}`}`;
}

function parseKinds(text: string): LeakKind[] {
  return text.split(',').map((word) => {
    const kind = LeakKind.safeParse(word);
    if (kind.success) return kind.data;
    throw new InvalidArgumentError(`There is no kind ${quoted(word)}; there are ${LEAK_KINDS.join(', ')}.`);
  });
}
