import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { BUCKET, type clientsOf } from './fleet.ts';

type Clients = ReturnType<typeof clientsOf>;

/** One harmless call of each API. */
export const API_CALLS = {
  ec2: ({ ec2 }: Clients): Promise<unknown> => ec2.send(new DescribeInstancesCommand({ MaxResults: 5 })),
  ssm: ({ ssm }: Clients): Promise<unknown> => ssm.send(new ListCommandsCommand({})),
  cloudwatch: ({ cloudwatch }: Clients): Promise<unknown> => cloudwatch.send(new ListMetricsCommand({})),
  s3: ({ s3 }: Clients): Promise<unknown> =>
    s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'a=1/b c+d/' })),
  sts: ({ sts }: Clients): Promise<unknown> => sts.send(new GetCallerIdentityCommand({})),
};

export const APIS = ['ec2', 'ssm', 'cloudwatch', 's3', 'sts'] as const;
