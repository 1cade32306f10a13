import type { LocalAnswer, LocalHost, LocalInvocation } from '../hosts/local-host.ts';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import { type CommandDocument, type Documents, documentHash } from './ssm-documents.ts';
import { SendCommandInput, type Target } from './ssm-inputs.ts';
import { planTimelines, type Ramp, type Timeline } from './ssm-timeline.ts';

export interface SentCommand {
  readonly commandId: string;
  readonly sentAt: Date;
  readonly expiresAfterSeconds: number;
  readonly input: SendCommandInput;
  readonly document: CommandDocument;
  readonly maxErrors: number;
  readonly invocations: readonly SentInvocation[];
}

export interface SentInvocation {
  readonly host: LocalHost;
  readonly timeline: Timeline;
}

/** The agent's own, where a document's step sets none. */
const STEP_TIMEOUT_SECONDS = 3600;

/** Checks a SendCommand, asks its hosts for their answers and plans how the command goes. Runs no text of it. */
export async function sendCommand(
  body: unknown,
  hosts: readonly LocalHost[],
  documents: Documents,
  { ramp, ...sent }: Omit<LocalInvocation, 'documentName'> & { readonly ramp: Ramp },
): Promise<SentCommand> {
  const input = parseInput(SendCommandInput, body);
  const document = documents.get(input.DocumentName, input.DocumentVersion);
  if (input.DocumentHash !== undefined && input.DocumentHash !== documentHash(document.text)) {
    throw new AwsError('InvalidDocument', 'The document hash does not match.');
  }
  checkParameters(input.Parameters, document);
  const targets = targetsOf(input, hosts);
  const invocation = { ...sent, documentName: document.name };
  const answers = await Promise.all(
    targets.map((host) => (document.isProbe ? host.answer(invocation) : NOT_THE_PROBE)),
  );
  const control = {
    ramp,
    maxConcurrency: countOf(input.MaxConcurrency, targets.length, 1),
    maxErrors: countOf(input.MaxErrors, targets.length, 0),
    expiresAfterSeconds: input.TimeoutSeconds + stepTimeoutSeconds(document),
  };
  const timelines = planTimelines(answers, control);
  return {
    ...sent,
    input,
    document,
    maxErrors: control.maxErrors,
    expiresAfterSeconds: control.expiresAfterSeconds,
    invocations: targets.flatMap((host, index) => {
      const timeline = timelines[index];
      return timeline ? [{ host, timeline }] : [];
    }),
  };
}

const NOT_THE_PROBE: LocalAnswer = {
  status: 'Failed',
  statusDetails: 'Failed',
  stdout: '',
  stderr: 'the embedded endpoint runs the checked-in probe and nothing else',
  exitCode: 126,
};

function checkParameters(
  parameters: SendCommandInput['Parameters'],
  { name, content }: CommandDocument,
): void {
  const refuse = (reason: string) => new AwsError('InvalidParameters', reason);
  for (const [parameter, values] of Object.entries(parameters)) {
    const declared = Object.hasOwn(content.parameters, parameter) ? content.parameters[parameter] : undefined;
    if (!declared) throw refuse(`Parameter ${parameter} is not defined in document ${name}.`);
    const { allowedValues, allowedPattern } = declared;
    for (const value of values) {
      const isAllowed =
        (allowedValues?.includes(value) ?? true) &&
        (!allowedPattern || new RegExp(allowedPattern).test(value));
      if (!isAllowed) throw refuse(`Parameter ${parameter} has a value that its document does not allow.`);
    }
  }
  const missing = Object.entries(content.parameters).find(
    ([parameter, declared]) => declared.default === undefined && !Object.hasOwn(parameters, parameter),
  );
  if (missing) throw refuse(`Parameter ${missing[0]} of document ${name} has no value.`);
}

function targetsOf({ InstanceIds, Targets }: SendCommandInput, hosts: readonly LocalHost[]): LocalHost[] {
  if (InstanceIds.length > 0 === Targets.length > 0) {
    const reason = InstanceIds.length > 0 ? 'are mutually exclusive' : 'cannot both be empty';
    throw new AwsError('ValidationException', `InstanceIds and Targets ${reason}.`);
  }
  const reachable = hosts.filter(({ managed, state }) => managed && state === 'running');
  if (Targets.length > 0) {
    return reachable.filter((host) => Targets.every((target) => isTargeted(host, target)));
  }
  const ids = new Set(InstanceIds);
  const targets = reachable.filter(({ hostId }) => ids.has(hostId));
  const missing = [...ids].filter((id) => !targets.some(({ hostId }) => hostId === id));
  if (missing.length > 0) {
    const message = `Instances [[${missing.join(', ')}]] not in a valid state for account`;
    throw new AwsError('InvalidInstanceId', message);
  }
  return targets;
}

function isTargeted(host: LocalHost, { Key, Values }: Target): boolean {
  if (Key === 'InstanceIds') return Values.includes(host.hostId);
  if (Key === 'tag-key') return Values.some((key) => Object.hasOwn(host.tags, key));
  if (!Key.startsWith('tag:')) {
    throw new AwsError('InvalidTarget', `The target key ${Key} isn't valid.`);
  }
  const value = host.tags[Key.slice('tag:'.length)];
  return value !== undefined && Values.includes(value);
}

/** `"50"` or a share as `"10%"`, rounded down as AWS does, of so many targets. */
function countOf(text: string, targetCount: number, atLeast: number): number {
  const number = Number.parseInt(text, 10);
  return Math.max(atLeast, text.endsWith('%') ? Math.floor((number * targetCount) / 100) : number);
}

/** The agent takes what is below 5, above 172,800 or no number for its default. */
function stepTimeoutSeconds({ content }: CommandDocument): number {
  const total = content.mainSteps.map(({ inputs }) => Number(inputs.timeoutSeconds ?? Number.NaN));
  return total
    .map((seconds) => (seconds >= 5 && seconds <= 172_800 ? seconds : STEP_TIMEOUT_SECONDS))
    .reduce((a, b) => a + b, 0);
}
