import type {
  GetCommandInvocationCommandOutput,
  ListCommandInvocationsCommandOutput,
  ListCommandsCommandOutput,
  SendCommandCommandOutput,
} from '@aws-sdk/client-ssm';
import type { LocalHost } from '../hosts/local-host.ts';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { createJsonApi } from './json-api.ts';
import { type Page, pageOf } from './page.ts';
import { createDocuments } from './ssm-documents.ts';
import { describeInstanceInformation } from './ssm-hosts.ts';
import { GetCommandInvocationInput, ListCommandInvocationsInput, ListCommandsInput } from './ssm-inputs.ts';
import { commandView, invocationView, runningReleaseOf, stepView } from './ssm-invocation.ts';
import { type SentCommand, sendCommand } from './ssm-send.ts';
import { lettersOf, type Ramp } from './ssm-timeline.ts';

type Output<T> = Omit<T, '$metadata'>;

export interface SsmOptions {
  readonly accountId: string;
  readonly hosts: () => readonly LocalHost[];
  readonly documents: ReadonlyMap<string, string>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Seconds after SendCommand from which a command and its invocations can be read. */
  readonly visibleAfterSeconds: number;
  readonly commandRetentionSeconds: number;
  readonly ramp: Ramp;
}

/** SSM of the embedded endpoint: documents, commands and their invocations. Never runs the text of a request. */
export function createSsm(options: SsmOptions): EmbeddedApi {
  const { hosts, now, newId, visibleAfterSeconds, commandRetentionSeconds } = options;
  const documents = createDocuments(options.documents, options);
  let commands: SentCommand[] = [];

  const elapsed = ({ sentAt }: SentCommand): number => (now().getTime() - sentAt.getTime()) / 1000;
  // The last first, as SSM lists them.
  const visible = (): SentCommand[] =>
    commands.filter((command) => elapsed(command) >= visibleAfterSeconds).reverse();

  async function send(body: unknown): Promise<Output<SendCommandCommandOutput>> {
    const command = await sendCommand(body, hosts(), documents, {
      commandId: newId(),
      sentAt: now(),
      ramp: options.ramp,
    });
    commands = [...commands.filter((older) => elapsed(older) <= commandRetentionSeconds), command];
    const view = commandView(command, -1);
    // Tags are resolved later; only the hosts that were named are counted here.
    const TargetCount = command.input.InstanceIds.length;
    return { Command: { ...view, Status: 'Pending', StatusDetails: 'Pending', TargetCount } };
  }

  function listCommands(body: unknown): Output<ListCommandsCommandOutput> {
    const { CommandId, InstanceId, Filters = [], ...paging } = parseInput(ListCommandsInput, body);
    const views = visible()
      .filter(({ commandId }) => (CommandId ?? commandId) === commandId)
      .filter(({ invocations }) => !InstanceId || invocations.some(({ host }) => host.hostId === InstanceId))
      .map((command) => commandView(command, elapsed(command)))
      .filter((view) => Filters.every((filter) => passes(view, filter, COMMAND_KEYS)));
    const page = pageOrThrow(pageOf(views, paging.MaxResults, paging.NextToken));
    return { Commands: [...page.items], ...(page.nextToken && { NextToken: page.nextToken }) };
  }

  function listCommandInvocations(body: unknown): Output<ListCommandInvocationsCommandOutput> {
    const {
      CommandId,
      InstanceId,
      Details,
      Filters = [],
      ...paging
    } = parseInput(ListCommandInvocationsInput, body);
    const matching = visible()
      .filter(({ commandId }) => (CommandId ?? commandId) === commandId)
      .flatMap((command) => command.invocations.map((invocation) => ({ command, invocation })))
      .filter(({ invocation }) => (InstanceId ?? invocation.host.hostId) === invocation.host.hostId)
      .filter(({ command, invocation }) => {
        if (Filters.length === 0) return true;
        const { status, statusDetails } = runningReleaseOf(invocation, elapsed(command));
        const view = {
          RequestedDateTime: command.sentAt,
          DocumentName: command.input.DocumentName,
          Status: status,
          StatusDetails: statusDetails,
        };
        return Filters.every((filter) => passes(view, filter, INVOCATION_KEYS));
      });
    const page = pageOrThrow(pageOf(matching, paging.MaxResults, paging.NextToken));
    return {
      CommandInvocations: page.items.map(({ command, invocation }) =>
        invocationView(command, invocation, elapsed(command), Details),
      ),
      ...(page.nextToken && { NextToken: page.nextToken }),
    };
  }

  function getCommandInvocation(body: unknown): Output<GetCommandInvocationCommandOutput> {
    const { CommandId, InstanceId, PluginName } = parseInput(GetCommandInvocationInput, body);
    const command = visible().find(({ commandId }) => commandId === CommandId);
    const invocation = command?.invocations.find(({ host }) => host.hostId === InstanceId);
    if (!command || !invocation) throw new AwsError('InvocationDoesNotExist', '');
    const steps = command.document.content.mainSteps.map(({ name }) => name);
    const step = PluginName ?? (steps.length === 1 ? steps[0] : '');
    if (step === undefined || (PluginName && !steps.includes(PluginName))) {
      throw new AwsError('InvalidPluginName', 'The plugin name is not valid.');
    }
    return stepView(command, invocation, elapsed(command), step);
  }

  return createJsonApi({
    name: 'ssm',
    signingName: 'ssm',
    version: '1.1',
    target: 'AmazonSSM',
    // A document of 64 KB, escaped, and what stands around it.
    bodyLimitBytes: 256 * 1024,
    operations: {
      SendCommand: send,
      ListCommands: listCommands,
      ListCommandInvocations: listCommandInvocations,
      GetCommandInvocation: getCommandInvocation,
      CreateDocument: documents.create,
      DescribeDocument: documents.describe,
      GetDocument: documents.content,
      DescribeInstanceInformation: (body) => describeInstanceInformation(body, hosts(), now()),
    },
  });
}

const INVOCATION_KEYS = ['InvokedAfter', 'InvokedBefore', 'Status', 'DocumentName'];
const COMMAND_KEYS = [...INVOCATION_KEYS, 'ExecutionStage'];

interface Filterable {
  readonly RequestedDateTime?: Date | undefined;
  readonly DocumentName?: string | undefined;
  readonly Status?: string | undefined;
  readonly StatusDetails?: string | undefined;
}

function passes(view: Filterable, filter: { key: string; value: string }, keys: readonly string[]): boolean {
  const { key, value } = filter;
  if (!keys.includes(key)) throw new AwsError('InvalidFilterKey', `The filter key ${key} isn't valid.`);
  const requestedAt = view.RequestedDateTime?.getTime() ?? 0;
  switch (key) {
    case 'InvokedAfter':
      return requestedAt > Date.parse(value);
    case 'InvokedBefore':
      return requestedAt < Date.parse(value);
    case 'DocumentName':
      return view.DocumentName === value;
    case 'ExecutionStage': {
      const isExecuting = ['Pending', 'InProgress', 'Cancelling'].includes(view.Status ?? '');
      return value === (isExecuting ? 'Executing' : 'Complete');
    }
    default:
      return view.Status === value || lettersOf(view.StatusDetails ?? '') === lettersOf(value);
  }
}

function pageOrThrow<Item>(page: Page<Item> | undefined): Page<Item> {
  if (!page) throw new AwsError('InvalidNextToken', "The specified token isn't valid.");
  return page;
}
