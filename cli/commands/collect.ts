import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { SCHEDULE_PERIODS_MINUTES } from '../../infra/config.ts';
import { printSamples } from '../../lambdas/domain/records/archive.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { keepSample } from '../collect/keep-sample.ts';
import { readPrinted } from '../collect/printed-sample.ts';
import { examples, hint } from '../text/invocation.ts';
import { EXIT } from '../text/terminal.ts';
import { ownHostId } from '../this-host/machine-id.ts';
import { hostIdentity, sampleThisMachine, unreadable } from '../this-host/read-sample.ts';

interface Options {
  host?: string;
  role?: string;
  account?: string;
  region?: string;
  zone?: string;
  every: number;
  probeOutput?: string;
  json?: true;
}

const STDOUT = '-';

/** `auditor collect FOLDER`: one sample of this machine, kept as the archive keeps it, for hosts outside of AWS. */
export function collectCommand(): Command {
  return new Command('collect')
    .description('keep a sample of this machine in a folder that score, explain, plan and report read')
    .argument('<folder>', 'where samples are kept, laid out as the archive is, or - for stdout')
    .option(
      '--host <id>',
      "the host's id (default: one made of the machine id, which it does not tell)",
      name,
    )
    .option('--role <role>', 'what the host is for; hosts of one role and release are compared', name)
    .option('--account <id>', 'account that the host belongs to (default: none)', name)
    .option('--region <region>', 'where it stands, such as a data centre (default: none)', name)
    .option('--zone <zone>', 'where in there, such as a rack', name)
    .option(
      '--every <minutes>',
      `minutes between two runs, the same on all hosts: ${SCHEDULE_PERIODS_MINUTES.join(', ')}; one sample is kept for each period`,
      period,
      15,
    )
    .option(
      '--probe-output <file>',
      'instead of this machine: what `probe --print` printed on the host that --host names, - for stdin',
    )
    .option('--json', 'print which file was written as JSON')
    .addHelpText(
      'after',
      examples(
        [
          'From cron or a timer, each quarter of an hour',
          'collect /var/lib/haproxy-fleet-auditor --role edge',
        ],
        ['See what would be kept', 'collect -'],
      ),
    )
    .action(async (folder: string, options: Options, command: Command) => {
      const sample = await readSample(options, command);
      if (folder === STDOUT) process.stdout.write(printSamples([sample]));
      else tell(await keepSample(folder, sample, CLOCK), folder, sample, options);
      if (sample.outcome !== 'sampled') throw new Error(unreadable(sample.reason));
    });
}

const CLOCK = { now: Date.now, sleep };

async function readSample(options: Options, command: Command): Promise<Sample> {
  const { host = null, every, probeOutput, role, account, region, zone } = options;
  const wrong = (text: string) => command.error(`error: ${text}`, { exitCode: EXIT.usage });
  // Whatever another host prints, who it is is not for it to say; nor is its sample this machine's.
  if (probeOutput !== undefined && host === null) return wrong('--probe-output needs --host');
  const hostId = host ?? ownHostId();
  if (hostId === null) return wrong('this machine has no machine id: name it with --host');
  const identity = hostIdentity({
    hostId,
    ...(role !== undefined && { role }),
    ...(account !== undefined && { accountId: account }),
    ...(region !== undefined && { region }),
    ...(zone !== undefined && { availabilityZone: zone }),
  });
  return probeOutput === undefined
    ? sampleThisMachine(identity, every)
    : readPrinted(identity, probeOutput, every);
}

/** On a terminal alone: cron mails whatever a job prints. */
function tell(file: string, folder: string, { hostId, runAt, outcome }: Sample, { json }: Options): void {
  if (json) process.stdout.write(`${printJson({ file, hostId, runAt, outcome })}\n`);
  else if (process.stdout.isTTY)
    process.stdout.write(`${file}\n\n${hint('What was collected so far says', 'score', folder)}\n`);
}

/** Ids become parts of paths. */
function name(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected are letters, digits, dots, hyphens and underscores, 128 at most.');
}

function period(text: string): number {
  const minutes = SCHEDULE_PERIODS_MINUTES.find((minutes) => `${minutes}` === text);
  if (minutes !== undefined) return minutes;
  throw new InvalidArgumentError(`Expected is one of ${SCHEDULE_PERIODS_MINUTES.join(', ')}.`);
}
