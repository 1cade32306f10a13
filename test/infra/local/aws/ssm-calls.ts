import {
  ListCommandInvocationsCommand,
  type ListCommandInvocationsCommandInput,
  ListCommandsCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
} from '@aws-sdk/client-ssm';
import { probeDocument } from '../../../../lambdas/probe/probe-document.ts';
import { PROBE, type startEndpoint } from './fleet.ts';

export type Started = Awaited<ReturnType<typeof startEndpoint>>;

export const FLEET_TAG = [{ Key: 'tag:Fleet', Values: ['haproxy'] }];
export const ALL = { MaxConcurrency: '100%', MaxErrors: '100%' };

export const send = async (
  { ssm }: Started,
  input: Partial<SendCommandCommandInput> = {},
): Promise<string> => {
  const targets = input.InstanceIds ? {} : { Targets: FLEET_TAG };
  const { Command } = await ssm.send(new SendCommandCommand({ DocumentName: PROBE, ...targets, ...input }));
  return Command?.CommandId ?? '';
};
export const command = async ({ ssm }: Started, CommandId: string) =>
  (await ssm.send(new ListCommandsCommand({ CommandId }))).Commands?.[0];
export const invocations = async ({ ssm }: Started, input: ListCommandInvocationsCommandInput) =>
  (await ssm.send(new ListCommandInvocationsCommand(input))).CommandInvocations ?? [];

export const WITH_PARAMETERS = JSON.stringify({
  ...probeDocument('exit 0'),
  parameters: {
    mode: { type: 'String', allowedValues: ['fast', 'full'] },
    pace: { type: 'String', default: '1', allowedPattern: '^[0-9]$' },
  },
});
