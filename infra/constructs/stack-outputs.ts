import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { runNowCommand, showFleetCommand, startNowCommand } from './commands.ts';
import { dashboardLink } from './dashboard-link.ts';

export interface StackOutputsProps {
  readonly functions: Readonly<
    Record<'AuditFleet' | 'ScoreFleet' | 'SendReport', { readonly function: IFunction }>
  > & {
    /** Of a hub. */
    readonly WatchPlaces: { readonly function: IFunction } | undefined;
  };
  /** Where scorings run in shards. */
  readonly scoringStateMachineArn: string | undefined;
  readonly archiveBucketName: string;
  readonly probeDocumentName: string;
  readonly previousProbeDocumentName: string | undefined;
  /** Of one fleet among several. */
  readonly fleetName: string | undefined;
}

const RUNS = [
  { name: 'AuditFleet', command: 'AuditNow', does: 'Audits the fleet now' },
  { name: 'ScoreFleet', command: 'ScoreNow', does: 'Scores the fleet by the bins that have closed' },
  { name: 'SendReport', command: 'ReportNow', does: "Mails this week's report, unless it is sent" },
  { name: 'WatchPlaces', command: 'WatchNow', does: 'Looks now which accounts and regions are silent' },
] as const;

/** What people and the command line have to know of a deployment. */
export function addOutputs(stack: Stack, props: StackOutputsProps): void {
  const output = (name: string, value: string, description?: string) =>
    new CfnOutput(stack, name, { value, ...(description && { description }) });
  for (const { name, command, does } of RUNS) {
    const chosen = props.functions[name];
    if (chosen === undefined) continue;
    const { functionName } = chosen.function;
    const answer = `${command.replace('Now', '').toLowerCase()}.json`;
    output(`${name}FunctionName`, functionName);
    const stateMachineArn = name === 'ScoreFleet' ? props.scoringStateMachineArn : undefined;
    if (stateMachineArn !== undefined) output(`${command}Command`, startNowCommand(stateMachineArn), does);
    else
      output(
        `${command}Command`,
        runNowCommand(functionName, answer),
        `${does}; the answer is written to ${answer}`,
      );
  }
  output('ArchiveBucketName', props.archiveBucketName);
  output('ProbeDocumentName', props.probeDocumentName);
  if (props.previousProbeDocumentName !== undefined)
    output('PreviousProbeDocumentName', props.previousProbeDocumentName);
  output('DashboardUrl', dashboardLink(stack), 'The state of the fleet and of the auditor');
  output(
    'ShowFleetCommand',
    showFleetCommand(props.archiveBucketName, props.fleetName),
    'Shows how the fleet stood at the last scoring, and its worst hosts',
  );
}
