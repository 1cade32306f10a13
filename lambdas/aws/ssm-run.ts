import {
  type CommandInvocation,
  type CommandPlugin,
  GetCommandInvocationCommand,
  ListCommandsCommand,
  paginateListCommandInvocations,
  SendCommandCommand,
  type SSMClient,
  type Target,
} from '@aws-sdk/client-ssm';
import {
  deliverySeconds,
  MAXIMUM_IDS,
  MAXIMUM_POLL_SECONDS,
  QUIET_SECONDS,
} from '../domain/records/command-time.ts';
import type { Invocation } from '../probe/host-outcome.ts';
import { PROBE_STEP } from '../probe/probe-document.ts';

export interface Clock {
  now: () => Date;
  sleep: (seconds: number) => Promise<void>;
}

/** The machine's own. */
export const WALL_CLOCK: Clock = {
  now: () => new Date(),
  sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

export interface ProbeCommand {
  documentName: string;
  /** The run's identity, written into the command's comment for whoever reads SSM's history. */
  runAt: string;
  /** After it, hosts that have not answered are left to expire. */
  deadline: Date;
}

export interface FleetCommand extends ProbeCommand {
  tag: { key: string; value: string };
  /** The hosts that should answer: how many they are says how long SSM takes to reach them. */
  hostIds: readonly string[];
}

type Invocations = Map<string, Invocation>;

const FIRST_POLL_SECONDS = 2;
/** A host's output is cut only where something beside the probe printed; more than so many are not asked again. */
const MAXIMUM_LONG_OUTPUTS = 50;
const CUT = '---Output truncated---';
const ENDED = new Set(['Success', 'Cancelled', 'Failed', 'TimedOut']);

/**
 * Runs the probe's document on every host with the tag: one SendCommand, polls until all invocations ended, none ends
 * any more or the deadline passed, then reads them 50 a page. Hosts that SSM has not come to by then, since those before
 * them are silent, are asked by their ids, as many as there is time for.
 *
 * @returns how each host that SSM knows answered, by host id
 * @throws whatever SSM answers when it takes no command or tells nothing of it
 */
export async function probeFleet(ssm: SSMClient, command: FleetCommand, clock: Clock): Promise<Invocations> {
  const { tag, hostIds } = command;
  const target = { Key: `tag:${tag.key}`, Values: [tag.value] };
  const commandId = await send(ssm, command, target, hostIds.length);
  await untilEnded(ssm, commandId, command.deadline, clock);
  const invocations = await readInvocations(ssm, commandId);
  const notReached = hostIds.filter((hostId) => invocations.get(hostId)?.statusDetails === 'Pending');
  return new Map([...invocations, ...(await probeHosts(ssm, { ...command, hostIds: notReached }, clock))]);
}

/**
 * The same on some hosts alone, 50 a command. No command is sent that leaves an answer less time than it may take.
 *
 * @returns how each host that was asked answered, by host id
 */
export async function probeHosts(
  ssm: SSMClient,
  command: ProbeCommand & { hostIds: readonly string[] },
  clock: Clock,
): Promise<Invocations> {
  const { hostIds, deadline } = command;
  const commandIds: string[] = [];
  for (let start = 0; start < hostIds.length; start += MAXIMUM_IDS) {
    if (clock.now().getTime() + QUIET_SECONDS * 1000 > deadline.getTime()) break;
    const Values = hostIds.slice(start, start + MAXIMUM_IDS);
    commandIds.push(await send(ssm, command, { Key: 'InstanceIds', Values }, Values.length));
  }
  const invocations: Invocations = new Map();
  for (const commandId of commandIds) {
    await untilEnded(ssm, commandId, deadline, clock);
    for (const [hostId, invocation] of await readInvocations(ssm, commandId)) {
      invocations.set(hostId, invocation);
    }
  }
  return invocations;
}

async function send(
  ssm: SSMClient,
  { documentName, runAt }: ProbeCommand,
  target: Target,
  hosts: number,
): Promise<string> {
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: documentName,
      // A later version of the document, whoever made it, never runs.
      DocumentVersion: '1',
      Targets: [target],
      TimeoutSeconds: deliverySeconds(hosts),
      Comment: `haproxy-fleet-auditor ${runAt}`,
      // By default SSM asks 50 hosts at a time and stops at the first that fails.
      MaxConcurrency: '100%',
      MaxErrors: '100%',
    }),
  );
  if (Command?.CommandId === undefined) throw new Error('SSM took the command but gave it no id');
  return Command.CommandId;
}

/** Until the command has ended, no invocation of it ends any more, or the deadline comes before the next look. */
async function untilEnded(ssm: SSMClient, commandId: string, deadline: Date, clock: Clock): Promise<void> {
  let ended = 0;
  let lastEndedAt = clock.now().getTime();
  for (let poll = 0; ; poll++) {
    // Just after SendCommand the list may not have it yet, and no host has answered.
    const seconds = Math.min(FIRST_POLL_SECONDS + poll, MAXIMUM_POLL_SECONDS);
    if (clock.now().getTime() + seconds * 1000 > deadline.getTime()) return;
    await clock.sleep(seconds);
    const { Commands: [command] = [] } = await ssm.send(new ListCommandsCommand({ CommandId: commandId }));
    if (ENDED.has(command?.Status ?? '')) return;
    const now = clock.now().getTime();
    const completed = command?.CompletedCount ?? 0;
    if (completed > ended) [ended, lastEndedAt] = [completed, now];
    if (now - lastEndedAt >= QUIET_SECONDS * 1000) return;
  }
}

async function readInvocations(ssm: SSMClient, commandId: string): Promise<Invocations> {
  const invocations: Invocations = new Map();
  let longOutputs = 0;
  const pages = paginateListCommandInvocations(
    { client: ssm, pageSize: 50 },
    { CommandId: commandId, Details: true },
  );
  for await (const page of pages) {
    for (const invocation of page.CommandInvocations ?? []) {
      const { InstanceId: hostId } = invocation;
      if (hostId === undefined) continue;
      const step = invocation.CommandPlugins?.find(({ Name }) => Name === PROBE_STEP);
      const output = step?.Output ?? '';
      const cut = output.includes(CUT) && longOutputs++ < MAXIMUM_LONG_OUTPUTS;
      invocations.set(hostId, {
        statusDetails: statusOf(invocation),
        stdout: cut ? await longOutput(ssm, commandId, hostId) : output,
        seconds: secondsOf(step),
      });
    }
  }
  return invocations;
}

async function longOutput(ssm: SSMClient, commandId: string, hostId: string): Promise<string> {
  const answer = await ssm.send(
    new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: hostId, PluginName: PROBE_STEP }),
  );
  return answer.StandardOutputContent ?? '';
}

function secondsOf(step: CommandPlugin | undefined): number | null {
  const { ResponseStartDateTime: start, ResponseFinishDateTime: finish } = step ?? {};
  return start && finish ? (finish.getTime() - start.getTime()) / 1000 : null;
}

const statusOf = ({ StatusDetails, Status }: CommandInvocation): string => StatusDetails || Status || '';
