import { until } from '../lab/launch.ts';

interface Execution {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

const PATIENCE_MILLISECONDS = 300_000;

/** Step Functions' wire format, for the few calls of a test: nothing of the auditor calls the service. */
export function statesClient(url: string, region: string) {
  const call = async <Output>(operation: string, input: object): Promise<Output> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=none/20260101/${region}/states/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(body)}`);
    return body as Output;
  };
  let count = 0;
  return {
    /** Runs a state machine of this definition to its end. */
    execute: async (definition: string, input: object): Promise<Execution> => {
      count += 1;
      const { stateMachineArn } = await call<{ stateMachineArn: string }>('CreateStateMachine', {
        name: `scoring-${Date.now()}-${count}`,
        definition,
        roleArn: 'arn:aws:iam::123456789012:role/scoring',
      });
      const { executionArn } = await call<{ executionArn: string }>('StartExecution', {
        stateMachineArn,
        name: `execution-${count}`,
        input: JSON.stringify(input),
      });
      let execution: Execution = { status: 'RUNNING' };
      await until(
        'the execution',
        async () => {
          execution = await call<Execution>('DescribeExecution', { executionArn });
          return execution.status !== 'RUNNING';
        },
        PATIENCE_MILLISECONDS,
      );
      return execution;
    },
  };
}
