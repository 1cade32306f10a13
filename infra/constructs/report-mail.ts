import { Aws, CfnOutput } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { ReportConfig } from '../config/report.ts';

export type ReportMailProps = Pick<ReportConfig, 'sender' | 'recipients' | 'senderIdentity'>;

/** What the report is mailed through: SES's identity of the sender, a new one or one that is there. */
export class ReportMail extends Construct {
  /** The address or the domain that vouches for the sender. */
  readonly identityName: string;
  readonly #props: ReportMailProps;

  constructor(scope: Construct, id: string, props: ReportMailProps) {
    super(scope, id);
    this.#props = props;
    const isDomain = props.senderIdentity.endsWith('-domain');
    this.identityName = isDomain ? props.sender.slice(props.sender.lastIndexOf('@') + 1) : props.sender;
    if (props.senderIdentity.startsWith('existing-')) return;
    const identity = new EmailIdentity(this, 'Identity', {
      identity: isDomain ? Identity.domain(this.identityName) : Identity.email(props.sender),
    });
    if (!isDomain) return;
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `DkimRecord${index + 1}`, {
        description: 'A CNAME record to publish, so that SES may send for the domain',
        value: `${name} CNAME ${value}`,
      });
    });
  }

  /** Lets a role mail from this sender to these recipients, and to nobody else. */
  grantSend(role: IRole): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        // SES v2 checks some of its SendEmail calls, those with attachments among them, as SendRawEmail.
        actions: ['ses:SendEmail', 'ses:SendRawEmail'],
        resources: [`arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:identity/${this.identityName}`],
        conditions: {
          StringEquals: { 'ses:FromAddress': this.#props.sender },
          'ForAllValues:StringEquals': { 'ses:Recipients': this.#props.recipients },
        },
      }),
    );
  }
}
