import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import type { MailConfig } from '../../../infra/config/report.ts';
import { ReportMail } from '../../../infra/constructs/report-mail.ts';
import { onlyProperties, readable, statementsByRole, templateWith } from '../template.ts';

const mailWith = (senderIdentity: MailConfig['senderIdentity'], mailRegion?: string) =>
  templateWith((stack) => {
    const mail = new ReportMail(stack, 'Mail', {
      sender: 'auditor@example.org',
      recipients: ['sre@example.org', 'edge@example.net'],
      senderIdentity,
      mailRegion,
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

  /** The statement that lets a role mail, as a condition on what SES asks IAM. */
  const statement = (mailRegion?: string) =>
    statementsByRole(mailWith('existing-domain', mailRegion)).Role?.[0] as {
      Action: string[];
      Resource: string[];
      Condition: Record<string, Record<string, string | string[]>>;
    };

  it('lets a role mail as the sender to the recipients alone', () => {
    const { Action, Condition } = statement();
    expect(Action).toEqual(['ses:SendEmail', 'ses:SendRawEmail']);
    expect(Condition).toEqual({
      StringEquals: { 'ses:FromAddress': 'auditor@example.org' },
      'ForAllValues:StringEquals': { 'ses:Recipients': ['sre@example.org', 'edge@example.net'] },
    });
  });

  it.each([
    ["the sender's address", 'identity/auditor@example.org'],
    ['its domain', 'identity/example.org'],
    ['a domain above', 'identity/org.example'],
    ["the identity's default configuration set", 'configuration-set/corporate'],
    ["a recipient's identity, in the sandbox", 'identity/sre@example.org'],
  ])('may use %s, whichever SES asks for', (_what, asked) => {
    expect(allows(statement().Resource, `arn:aws:ses:eu-west-1:111122223333:${asked}`)).toBe(true);
  });

  it.each(['template/weekly', 'contact-list/customers'])('may not use %s', (asked) => {
    expect(allows(statement().Resource, `arn:aws:ses:eu-west-1:111122223333:${asked}`)).toBe(false);
  });

  it('mails by the SES of another region where that has the identity', () => {
    const { Resource } = statement('us-east-1');
    expect(allows(Resource, 'arn:aws:ses:us-east-1:111122223333:identity/example.org')).toBe(true);
    expect(allows(Resource, 'arn:aws:ses:eu-west-1:111122223333:identity/example.org')).toBe(false);
  });
});

/** As IAM compares: `*` stands for anything. */
const allows = (resources: readonly string[], asked: string): boolean =>
  resources
    .map((resource) =>
      resource
        .replace(`\${AWS::Partition}`, 'aws')
        .replace(`\${AWS::Region}`, 'eu-west-1')
        .replace(`\${AWS::AccountId}`, '111122223333'),
    )
    .some((resource) => resource.endsWith('*') && asked.startsWith(resource.slice(0, -1)));
