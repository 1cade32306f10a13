import {
  type CommandInvocation,
  GetCommandInvocationCommand,
  ListCommandsCommand,
  paginateListCommandInvocations,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
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
  tag: { key: string; value: string };
  /** The run's identity, written into the command's comment for whoever reads SSM's history. */
  runAt: string;
  /** After it, hosts that have not answered are left to expire. */
  deadline: Date;
}

/** SSM's least: a host that doesn't take the command in this time never will for this run. */
const DELIVERY_SECONDS = 30;
const FIRST_POLL_SECONDS = 2;
const MAXIMUM_POLL_SECONDS = 5;
/** A host's output is cut only where something beside the probe printed; more than so many are not asked again. */
const MAXIMUM_LONG_OUTPUTS = 50;
const CUT = '---Output truncated---';
const ENDED = new Set(['Success', 'Cancelled', 'Failed', 'TimedOut']);

/**
 * Runs the probe's document on every host with the tag: one SendCommand, polls until all invocations ended or the
 * deadline passed, then reads them 50 a page.
 *
 * @returns how each host that SSM knows answered, by host id
 * @throws whatever SSM answers when it takes no command or tells nothing of it
 */
export async function probeHosts(
  ssm: SSMClient,
  command: ProbeCommand,
  clock: Clock,
): Promise<Map<string, Invocation>> {
  const commandId = await send(ssm, command);
  await untilEnded(ssm, commandId, command.deadline, clock);
  const invocations = new Map<string, Invocation>();
  let longOutputs = 0;
  const pages = paginateListCommandInvocations(
    { client: ssm, pageSize: 50 },
    { CommandId: commandId, Details: true },
  );
  for await (const page of pages) {
    for (const invocation of page.CommandInvocations ?? []) {
      const { InstanceId: hostId } = invocation;
      if (hostId === undefined) continue;
      const output = invocation.CommandPlugins?.find(({ Name }) => Name === PROBE_STEP)?.Output ?? '';
      const cut = output.includes(CUT) && longOutputs++ < MAXIMUM_LONG_OUTPUTS;
      invocations.set(hostId, {
        statusDetails: statusOf(invocation),
        stdout: cut ? await longOutput(ssm, commandId, hostId) : output,
      });
    }
  }
  return invocations;
}

async function send(ssm: SSMClient, { documentName, tag, runAt }: ProbeCommand): Promise<string> {
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: documentName,
      // A later version of the document, whoever made it, never runs.
      DocumentVersion: '1',
      Targets: [{ Key: `tag:${tag.key}`, Values: [tag.value] }],
      TimeoutSeconds: DELIVERY_SECONDS,
      Comment: `haproxy-fleet-auditor ${runAt}`,
      // By default SSM asks 50 hosts at a time and stops at the first that fails.
      MaxConcurrency: '100%',
      MaxErrors: '100%',
    }),
  );
  if (Command?.CommandId === undefined) throw new Error('SSM took the command but gave it no id');
  return Command.CommandId;
}

async function untilEnded(ssm: SSMClient, commandId: string, deadline: Date, clock: Clock): Promise<void> {
  for (let poll = 0; ; poll++) {
    const seconds = Math.min(FIRST_POLL_SECONDS + poll, MAXIMUM_POLL_SECONDS);
    if (clock.now().getTime() + seconds * 1000 > deadline.getTime()) return;
    await clock.sleep(seconds);
    // Just after SendCommand the list may not have it yet.
    const { Commands } = await ssm.send(new ListCommandsCommand({ CommandId: commandId }));
    if (ENDED.has(Commands?.[0]?.Status ?? '')) return;
  }
}

async function longOutput(ssm: SSMClient, commandId: string, hostId: string): Promise<string> {
  const answer = await ssm.send(
    new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: hostId, PluginName: PROBE_STEP }),
  );
  return answer.StandardOutputContent ?? '';
}

const statusOf = ({ StatusDetails, Status }: CommandInvocation): string => StatusDetails || Status || '';
