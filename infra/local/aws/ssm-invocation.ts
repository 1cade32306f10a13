import type {
  Command,
  CommandInvocation,
  CommandPlugin,
  CommandStatus,
  GetCommandInvocationCommandOutput,
} from '@aws-sdk/client-ssm';
import { listedOutput, standardError, standardOutput } from './output-cut.ts';
import type { SentCommand, SentInvocation } from './ssm-send.ts';
import { type Ending, isError, lettersOf } from './ssm-timeline.ts';

/** How an invocation stands some seconds after SendCommand; `ending` once it has ended. */
export interface Standing extends Pick<Ending, 'status' | 'statusDetails'> {
  readonly ending?: Ending;
}

export function runningReleaseOf({ timeline }: SentInvocation, elapsedSeconds: number): Standing {
  const { startsAfterSeconds, endsAfterSeconds, ending, meanwhile } = timeline;
  if (elapsedSeconds >= endsAfterSeconds) {
    return { status: ending.status, statusDetails: ending.statusDetails, ending };
  }
  if (elapsedSeconds < startsAfterSeconds) return { status: 'Pending', statusDetails: 'Pending' };
  if (meanwhile && elapsedSeconds >= meanwhile.afterSeconds) {
    return { status: meanwhile.status, statusDetails: meanwhile.statusDetails };
  }
  return { status: 'InProgress', statusDetails: 'In Progress' };
}

/** ListCommands' view of a command. */
export function commandView(command: SentCommand, elapsedSeconds: number): Command {
  const { input, commandId, sentAt, expiresAfterSeconds } = command;
  const standings = command.invocations.map((invocation) => runningReleaseOf(invocation, elapsedSeconds));
  const endings = standings.flatMap(({ ending }) => (ending ? [ending] : []));
  return {
    CommandId: commandId,
    DocumentName: input.DocumentName,
    DocumentVersion: input.DocumentVersion ?? '',
    Comment: input.Comment,
    ExpiresAfter: after(sentAt, expiresAfterSeconds),
    Parameters: input.Parameters,
    InstanceIds: input.InstanceIds,
    Targets: input.Targets,
    RequestedDateTime: sentAt,
    ...overall(standings, endings, command.maxErrors),
    MaxConcurrency: input.MaxConcurrency,
    MaxErrors: input.MaxErrors,
    TargetCount: standings.length,
    CompletedCount: endings.length,
    ErrorCount: endings.filter(isError).length,
    DeliveryTimedOutCount: endings.filter((ending) => lettersOf(ending.statusDetails) === 'deliverytimedout')
      .length,
    TimeoutSeconds: input.TimeoutSeconds,
  };
}

function overall(
  standings: readonly Standing[],
  endings: readonly Ending[],
  maxErrors: number,
): { Status: CommandStatus; StatusDetails: string } {
  if (standings.length === 0) return { Status: 'Success', StatusDetails: 'NoInstancesInTag' };
  if (endings.length < standings.length) {
    const isPending = standings.every(({ status }) => status === 'Pending');
    return isPending
      ? { Status: 'Pending', StatusDetails: 'Pending' }
      : { Status: 'InProgress', StatusDetails: 'In Progress' };
  }
  if (endings.filter(isError).length > maxErrors) return { Status: 'Failed', StatusDetails: 'Failed' };
  const statuses = new Set(endings.map(({ status }) => status));
  if (statuses.size === 1 && statuses.has('Success')) return { Status: 'Success', StatusDetails: 'Success' };
  if (statuses.size === 1 && statuses.has('TimedOut')) {
    return { Status: 'TimedOut', StatusDetails: endings[0]?.statusDetails ?? '' };
  }
  return { Status: 'Failed', StatusDetails: 'Incomplete' };
}

/** ListCommandInvocations' view; the plugins only where Details are asked for. */
export function invocationView(
  command: SentCommand,
  invocation: SentInvocation,
  elapsedSeconds: number,
  hasDetails: boolean,
): CommandInvocation {
  const { status, statusDetails } = runningReleaseOf(invocation, elapsedSeconds);
  return {
    CommandId: command.commandId,
    InstanceId: invocation.host.hostId,
    InstanceName: '',
    Comment: command.input.Comment,
    DocumentName: command.input.DocumentName,
    DocumentVersion: command.input.DocumentVersion ?? '',
    RequestedDateTime: command.sentAt,
    Status: status,
    StatusDetails: statusDetails,
    StandardOutputUrl: '',
    StandardErrorUrl: '',
    CommandPlugins: hasDetails ? plugins(command, invocation, elapsedSeconds) : [],
  };
}

/** A host answers for the document's first step; further ones print nothing. */
function plugins(command: SentCommand, invocation: SentInvocation, elapsedSeconds: number): CommandPlugin[] {
  const { status, statusDetails, ending } = runningReleaseOf(invocation, elapsedSeconds);
  const { startsAfterSeconds, endsAfterSeconds } = invocation.timeline;
  const isStepStatus = status !== 'Delayed' && status !== 'Cancelling';
  return command.document.content.mainSteps.map(({ name }, index) => ({
    Name: name,
    Status: isStepStatus ? status : 'InProgress',
    StatusDetails: statusDetails,
    ResponseCode: ending?.exitCode ?? -1,
    ResponseStartDateTime: after(command.sentAt, startsAfterSeconds),
    ...(ending && { ResponseFinishDateTime: after(command.sentAt, endsAfterSeconds) }),
    Output: ending && index === 0 ? listedOutput(ending.stdout, ending.stderr) : '',
    StandardOutputUrl: '',
    StandardErrorUrl: '',
    OutputS3Region: '',
    OutputS3BucketName: command.input.OutputS3BucketName ?? '',
    OutputS3KeyPrefix: command.input.OutputS3KeyPrefix ?? '',
  }));
}

/** GetCommandInvocation's view of one host and step. */
export function stepView(
  command: SentCommand,
  invocation: SentInvocation,
  elapsedSeconds: number,
  step: string,
): Omit<GetCommandInvocationCommandOutput, '$metadata'> {
  const { status, statusDetails, ending } = runningReleaseOf(invocation, elapsedSeconds);
  const { startsAfterSeconds, endsAfterSeconds } = invocation.timeline;
  const isAnswering = step === command.document.content.mainSteps[0]?.name;
  return {
    CommandId: command.commandId,
    InstanceId: invocation.host.hostId,
    Comment: command.input.Comment,
    DocumentName: command.input.DocumentName,
    DocumentVersion: command.input.DocumentVersion ?? '',
    PluginName: step,
    ResponseCode: ending?.exitCode ?? -1,
    ExecutionStartDateTime: after(command.sentAt, startsAfterSeconds).toISOString(),
    ExecutionElapsedTime: ending ? `PT${endsAfterSeconds - startsAfterSeconds}S` : '',
    ExecutionEndDateTime: ending ? after(command.sentAt, endsAfterSeconds).toISOString() : '',
    Status: status,
    StatusDetails: statusDetails,
    StandardOutputContent: ending && isAnswering ? standardOutput(ending.stdout) : '',
    StandardOutputUrl: '',
    StandardErrorContent: ending && isAnswering ? standardError(ending.stderr) : '',
    StandardErrorUrl: '',
  };
}

const after = (instant: Date, seconds: number): Date => new Date(instant.getTime() + seconds * 1000);
