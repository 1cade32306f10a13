import { Aws, Duration } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  DefinitionBody,
  DistributedMap,
  Errors,
  JsonPath,
  ProcessorMode,
  ProcessorType,
  ResultWriterV2,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, type LambdaInvokeProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { STEPFUNCTIONS_USE_DISTRIBUTED_MAP_RESULT_WRITER_V2 } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { SHARDS_TOGETHER } from '../config/function-size.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import type { ArchiveBucket } from './archive-bucket.ts';

export interface ScoringInShardsProps {
  /** Plans a scoring, and ends it. */
  readonly scoreFleet: IFunction;
  /** Judges the places of one shard. */
  readonly judgePlaces: IFunction;
  /** Of each of them. */
  readonly functionTimeout: Duration;
  readonly archive: ArchiveBucket;
}

/** In the names of the executions that judge shards. */
const LABEL = 'Shards';
/** The next scoring is due then, less the time after the bin at which this one began. */
const TIMEOUT = Duration.minutes(150);

/**
 * A scoring as a state machine: score-fleet plans shards of places, judge-places judges each, and score-fleet ends it.
 * Plan and results lie in the archive. A shard that fails, tried once more, fails the scoring: no host is ever taken for
 * judged that was not.
 */
export class ScoringInShards extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ScoringInShardsProps) {
    super(scope, id);
    // Without it CDK leaves the writer of results out.
    this.node.setContext(STEPFUNCTIONS_USE_DISTRIBUTED_MAP_RESULT_WRITER_V2, true);
    const { scoreFleet, judgePlaces, archive } = props;
    const invoke = (
      name: string,
      lambdaFunction: IFunction,
      chosen: Pick<LambdaInvokeProps, 'payload' | 'resultPath'> = {},
    ) =>
      new LambdaInvoke(this, name, {
        lambdaFunction,
        ...chosen,
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        taskTimeout: Timeout.duration(props.functionTimeout),
      })
        .addRetry({
          errors: ['Lambda.TooManyRequestsException'],
          interval: Duration.seconds(15),
          maxAttempts: 6,
          backoffRate: 2,
        })
        // Each step can be done twice: one more attempt a minute later covers a passing fault.
        .addRetry({ errors: [Errors.ALL], interval: Duration.minutes(1), maxAttempts: 1 });
    const step = (step: 'plan' | 'join') =>
      TaskInput.fromObject({
        scheduledAt: JsonPath.stringAt('$.scheduledAt'),
        shards: { step, execution: JsonPath.stringAt('$$.Execution.Name') },
      });
    const bucket = Bucket.fromBucketName(this, 'Archive', archive.bucketName);
    const judge = new DistributedMap(this, 'JudgeShards', {
      label: LABEL,
      itemReader: new S3JsonItemReader({ bucket, key: JsonPath.stringAt('$.plan.key') }),
      resultWriterV2: new ResultWriterV2({ bucket, prefix: JsonPath.stringAt('$.plan.resultsPrefix') }),
      maxConcurrency: SHARDS_TOGETHER,
      toleratedFailurePercentage: 0,
      mapExecutionType: StateMachineType.STANDARD,
      resultPath: JsonPath.DISCARD,
    });
    judge.itemProcessor(invoke('JudgePlaces', judgePlaces), {
      mode: ProcessorMode.DISTRIBUTED,
      executionType: ProcessorType.STANDARD,
    });
    const definition = invoke('PlanShards', scoreFleet, { payload: step('plan'), resultPath: '$.plan' })
      .next(judge)
      .next(invoke('JoinShards', scoreFleet, { payload: step('join') }));
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromChainable(definition),
      // CDK would grant each version of the functions, and all of the bucket.
      role: role.withoutPolicyUpdates(),
      timeout: TIMEOUT,
    });
    this.stateMachine.node.tryRemoveChild('DistributedMapPolicy');
    acknowledge(
      this.stateMachine,
      'SF1',
      'Step Functions keeps the history of executions for 90 days, and the functions log.',
    );
    acknowledge(
      this.stateMachine,
      'SF2',
      'Nothing else of the auditor is traced, and the history tells how long each shard took.',
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [scoreFleet.functionArn, judgePlaces.functionArn],
      }),
    );
    archive.grantHandOver(role);
    this.#letRunShards(role);
  }

  /** The map's shards are executions of the state machine itself; a policy of its own, since the machine needs the role. */
  #letRunShards(role: Role): void {
    const { stateMachineArn, stateMachineName } = this.stateMachine;
    const executionsOf = (name: string) =>
      `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${name}:*`;
    const executions = executionsOf(stateMachineName);
    const shards = executionsOf(`${stateMachineName}/${LABEL}`);
    const policy = new Policy(this, 'ShardsPolicy', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [executions],
        }),
        // A person who redrives a scoring redrives the shards that failed with the role of the machine.
        new PolicyStatement({ actions: ['states:RedriveExecution'], resources: [shards] }),
      ],
    });
    for (const each of [executions, shards])
      acknowledgeWildcard(policy, each, 'Each shard is an execution of its own.');
  }
}
