import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';

import { sdkClient } from '../lambdas/aws/sdk-client.ts';

/** What clients of all services take. */
type SharedConfig = CloudFormationClientConfig &
  CloudWatchClientConfig &
  EC2ClientConfig &
  EventBridgeClientConfig &
  S3ClientConfig &
  SESv2ClientConfig &
  SNSClientConfig &
  SSMClientConfig;

/** The SDK's clients that the functions take together. */
export const functionClients = (config: SharedConfig) => ({
  ec2: sdkClient(EC2Client, config),
  ssm: sdkClient(SSMClient, config),
  s3: sdkClient(S3Client, config),
  cloudwatch: sdkClient(CloudWatchClient, config),
  cloudformation: sdkClient(CloudFormationClient, config),
  eventbridge: sdkClient(EventBridgeClient, config),
  ses: sdkClient(SESv2Client, config),
  sns: sdkClient(SNSClient, config),
});
export type FunctionClients = ReturnType<typeof functionClients>;
