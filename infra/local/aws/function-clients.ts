import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import { SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';

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
  ec2: new EC2Client(config),
  ssm: new SSMClient(config),
  s3: new S3Client(config),
  cloudwatch: new CloudWatchClient(config),
  cloudformation: new CloudFormationClient(config),
  eventbridge: new EventBridgeClient(config),
  ses: new SESv2Client(config),
  sns: new SNSClient(config),
});
export type FunctionClients = ReturnType<typeof functionClients>;
