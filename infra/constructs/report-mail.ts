import { Aws, CfnOutput } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { identityOf, isNewIdentity, type MailConfig } from '../config/report.ts';
import { acknowledgeWildcard } from './acknowledge.ts';

/** What the report is mailed through: SES's identity of the sender, a new one or one that is there. */
export class ReportMail extends Construct {
  readonly #mail: MailConfig;

  constructor(scope: Construct, id: string, mail: MailConfig) {
    super(scope, id);
    this.#mail = mail;
    if (!isNewIdentity(mail)) return;
    const isDomain = mail.senderIdentity.endsWith('-domain');
    const identity = new EmailIdentity(this, 'Identity', {
      identity: isDomain ? Identity.domain(identityOf(mail)) : Identity.email(mail.sender),
    });
    if (!isDomain) return;
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `DkimRecord${index + 1}`, {
        description: 'A CNAME record to publish, so that SES may send for the domain',
        value: `${name} CNAME ${value}`,
      });
    });
  }

  /**
   * Lets a role mail from this sender to these recipients, and to nobody else. SES also asks for the configuration set
   * that an identity has as its default, for the address where there is one beside its domain, for a domain above the
   * sender's, and in the sandbox for the recipients' identities: the addresses bound it, not the identities.
   */
  grantSend(role: IRole): void {
    const { sender, recipients, mailRegion = Aws.REGION } = this.#mail;
    const resources = ['identity', 'configuration-set'].map(
      (kind) => `arn:${Aws.PARTITION}:ses:${mailRegion}:${Aws.ACCOUNT_ID}:${kind}/*`,
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({
        // SES v2 checks some of its SendEmail calls, those with attachments among them, as SendRawEmail.
        actions: ['ses:SendEmail', 'ses:SendRawEmail'],
        resources,
        conditions: {
          StringEquals: { 'ses:FromAddress': sender },
          'ForAllValues:StringEquals': { 'ses:Recipients': recipients },
        },
      }),
    );
    for (const resource of resources) {
      acknowledgeWildcard(
        role,
        resource,
        'Conditions bound it to the sender and the recipients; which of its identities and configuration sets SES asks for, it decides itself.',
      );
    }
  }
}
