import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ReportMail, type ReportMailProps } from '../../../infra/constructs/report-mail.ts';
import { onlyProperties, readable, statementsByRole, templateWith } from '../template.ts';

const mailWith = (senderIdentity: ReportMailProps['senderIdentity']) =>
  templateWith((stack) => {
    const mail = new ReportMail(stack, 'Mail', {
      sender: 'auditor@example.org',
      recipients: ['sre@example.org', 'edge@example.net'],
      senderIdentity,
    });
    mail.grantSend(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  });

describe('ReportMail', () => {
  it.each([
    { senderIdentity: 'new-address', made: 'auditor@example.org' },
    { senderIdentity: 'new-domain', made: 'example.org' },
  ] as const)('makes the identity $made for a $senderIdentity', ({ senderIdentity, made }) => {
    expect(onlyProperties(mailWith(senderIdentity), 'AWS::SES::EmailIdentity').EmailIdentity).toBe(made);
  });

  it.each(['existing-address', 'existing-domain'] as const)('makes nothing for an %s', (senderIdentity) => {
    mailWith(senderIdentity).resourceCountIs('AWS::SES::EmailIdentity', 0);
  });

  it('puts out the records that a new domain has to publish', () => {
    const outputs = Object.values(mailWith('new-domain').findOutputs('*')).map(({ Value }) =>
      readable(Value),
    );
    expect(outputs).toEqual(
      [1, 2, 3].map(
        (index) =>
          `\${MailIdentity.DkimDNSTokenName${index}} CNAME \${MailIdentity.DkimDNSTokenValue${index}}`,
      ),
    );
  });

  it.each([
    { senderIdentity: 'new-address', identity: 'auditor@example.org' },
    { senderIdentity: 'existing-address', identity: 'auditor@example.org' },
    { senderIdentity: 'new-domain', identity: 'example.org' },
    { senderIdentity: 'existing-domain', identity: 'example.org' },
  ] as const)('with $senderIdentity, lets a role mail as the sender to the recipients alone', (chosen) => {
    expect(statementsByRole(mailWith(chosen.senderIdentity)).Role).toEqual([
      {
        Effect: 'Allow',
        Action: ['ses:SendEmail', 'ses:SendRawEmail'],
        Resource: `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/${chosen.identity}`,
        Condition: {
          StringEquals: { 'ses:FromAddress': 'auditor@example.org' },
          'ForAllValues:StringEquals': { 'ses:Recipients': ['sre@example.org', 'edge@example.net'] },
        },
      },
    ]);
  });
});
