import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { importedKey, type Place } from '../../lambdas/domain/records/archive.ts';
import { NO_PLACE } from '../../lambdas/domain/records/host-key.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { parseInstant } from '../archive/archive-assessment.ts';
import { withDeploymentOptions } from '../deployment.ts';
import { uploadImport } from '../import/archive-upload.ts';
import { authorizing } from '../import/credentials.ts';
import {
  type ImportOptions,
  listing,
  parseSelector,
  parseStep,
  parseUrl,
  readHostMap,
  reads,
  separated,
} from '../import/import-options.ts';
import { importId, openState, writeWhole } from '../import/import-state.ts';
import { importSummary } from '../import/import-summary.ts';
import { importTarget } from '../import/import-target.ts';
import { prometheusApi } from '../import/prometheus-api.ts';
import { openConnection } from '../import/request.ts';
import { gridOf, runImport } from '../import/run-import.ts';
import { dayLine, importJson, nothingFound, renderImport } from '../text/import.ts';
import { examples } from '../text/invocation.ts';
import { startProgress } from '../text/progress.ts';
import { columns, EXIT, visible } from '../text/terminal.ts';
import { wholeNumber } from '../whole-number.ts';

const MAXIMUM_DAYS = 400;

/** `auditor import prometheus`: samples of range queries, from whatever speaks Prometheus's API. */
export function importPrometheusCommand(): Command {
  const command = new Command('prometheus')
    .description('read the history of node_exporter and of HAProxy exporters from a Prometheus')
    .requiredOption(
      '--url <url>',
      'the server, also a Thanos, Mimir, VictoriaMetrics or Amazon workspace',
      reads(parseUrl),
    )
    .requiredOption('--out <folder>', 'the archive that the samples are written to')
    .option('--match <selector>', 'only series with such labels (repeatable)', listing(parseSelector))
    .option('--days <number>', 'days of history', wholeNumber(1, MAXIMUM_DAYS), 28)
    .addOption(
      new Option('--step <minutes>', 'time between two samples of a host')
        .argParser(reads(parseStep))
        .default(900, '15m'),
    )
    .option('--until <instant>', 'the end of the history (default: now)', parseInstant)
    .option('--join <labels>', 'labels that name the host, the first that a series has', separated, [
      'instance',
    ])
    .option(
      '--host-map <file>',
      'JSON of names and the ids that hosts have in the archive',
      reads(readHostMap),
    )
    .option('--role-label <label>', "the label that has a host's role")
    .option('--account <id>', 'AWS account of the hosts', NO_PLACE)
    .option('--to-archive', "put the samples into the deployed stack's bucket too; needs --host-map")
    .option('--user <name>', 'for basic authentication, with --password-file or PROMETHEUS_PASSWORD')
    .option('--password-file <file>', 'its password')
    .option('--token-file <file>', 'a bearer token; or PROMETHEUS_TOKEN')
    .option('--sigv4 <region>', "sign for Amazon Managed Service for Prometheus, with the SDK's credentials")
    .option('--tenant <id>', 'X-Scope-OrgID, as Mimir has it')
    .option('--header <header>', 'another header, "Name: value" (repeatable)', listing(String))
    .option('--ca <file>', "PEM of the authority that signed the server's certificate")
    .option('--cert <file>', 'PEM of a certificate of your own, with --key')
    .option('--key <file>', 'PEM of its key')
    .option('--json', 'print what was imported as JSON')
    .addHelpText(
      'after',
      examples(
        ['Four weeks, to be scored', 'import prometheus --url http://prometheus:9090 --out archive'],
        [
          'Hosts that the exporters name by a label',
          'import prometheus --url http://prometheus:9090 --join node --out archive',
        ],
        [
          'A tenant of Mimir',
          'import prometheus --url https://mimir.example.com/prometheus --tenant lb --token-file token --out archive',
        ],
        [
          'Amazon Managed Service for Prometheus',
          'import prometheus --url https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1 --sigv4 eu-west-1 --out archive',
        ],
        [
          'History for a stack that is deployed',
          'import prometheus --url http://prometheus:9090 --host-map ids.json --to-archive --outputs outputs.json --out archive',
        ],
      ),
    );
  return withDeploymentOptions(command).action(async (options: ImportOptions, command: Command) => {
    const wrong = (text: string) => command.error(`error: ${visible(text)}`, { exitCode: EXIT.usage });
    if (options.toArchive && options.hostMap === undefined) {
      wrong('--to-archive needs --host-map: hosts that have no id of EC2 would be hosts of their own');
    }
    const { place, archive } = await importTarget(options, command);
    const asked = usable(options, place, wrong);
    const { connection, state, id } = asked;
    const progress = startProgress(`asking ${visible(options.url.host)}`);
    const wait = async (seconds: number, why: string) => {
      progress.show(`${visible(why)}; again in ${seconds} s`);
      await sleep(seconds * 1000);
    };
    const api = prometheusApi(options.url, connection, asked.authorize, wait);
    const { accountId, region } = place;
    const period = gridOf(options.until ?? new Date(), options.days, options.step);
    try {
      await runImport(
        api,
        period,
        { ...asked.rules, accountId, region, roleLabel: options.roleLabel },
        {
          state,
          put: async (runAt, gzipped) =>
            writeWhole(join(options.out, importedKey({ runAt, ...place }, id)), gzipped),
          told: (day) => progress.show(dayLine(day)),
        },
      );
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw new Error(`${visible(text)}\nWhole days that were read are kept: the same command goes on.`);
    } finally {
      progress.end();
      connection.close();
    }
    const imported = importSummary(state.days(), period, api.warnings);
    if (imported.sampled === 0) wrong(nothingFound(options.match !== undefined));
    const objects = archive && (await uploadImport(archive, options.out, id));
    const upload = archive && { bucket: archive.bucket, place, objects: objects ?? 0 };
    process.stdout.write(
      options.json
        ? `${printJson(importJson(imported, { id, out: options.out, upload }), 2)}\n`
        : renderImport(imported, { id, out: options.out, upload, columns: columns(process.stdout) }),
    );
  });
}

/** What the options come to. @throws CommanderError, with the exit code for wrong usage, where they can't be used */
function usable(options: ImportOptions, place: Place, wrong: (text: string) => never) {
  const { url, match: matchers = [], step, join: labels, roleLabel, toArchive } = options;
  const hostMap = options.hostMap ?? new Map<string, string>();
  try {
    // Not repeated in the message, as the option's own reader would.
    if (url.username !== '' || url.password !== '') {
      throw new Error(
        'a password in an address is there for everybody to read: give --user and --password-file',
      );
    }
    const tls = Object.fromEntries(
      (['ca', 'cert', 'key'] as const).flatMap((name) => {
        const file = options[name];
        return file === undefined ? [] : [[name, readFileSync(file)]];
      }),
    );
    const id = importId({
      ...{ url: url.href, matchers, stepSeconds: step, join: labels, hostMap: [...hostMap] },
      ...{ roleLabel: roleLabel ?? null, accountId: place.accountId, region: place.region },
      archive: toArchive ? { fleetName: place.fleetName ?? null } : null,
    });
    return {
      authorize: authorizing(options, process.env),
      connection: openConnection(tls),
      state: openState(options.out, id),
      rules: { matchers, join: labels, hostMap, onlyMapped: toArchive === true },
      id,
    };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}
