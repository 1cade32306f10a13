import { Aws, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { probeDocument, probeDocumentName } from '../../lambdas/probe/probe-document.ts';
import { acknowledgeWildcard } from './acknowledge.ts';

export interface HostProbeDocumentProps {
  /** What SSM runs on the hosts; by default `probe.sh` in its document. */
  readonly content?: ReturnType<typeof probeDocument>;
}

/**
 * The SSM document that runs the probe. Its name carries its content's hash, so that another content is another
 * document, whose version 1 is all there is (docs/adr/0003-document-per-content.md).
 */
export class HostProbeDocument extends Construct {
  readonly documentName: string;
  readonly documentArn: string;

  constructor(scope: Construct, id: string, props: HostProbeDocumentProps = {}) {
    super(scope, id);
    const content = props.content ?? probeDocument();
    const document = new CfnDocument(this, 'Document', {
      name: probeDocumentName(Stack.of(this).stackName, content),
      content,
      documentType: 'Command',
      documentFormat: 'JSON',
      targetType: '/AWS::EC2::Instance',
      updateMethod: 'Replace',
    });
    this.documentName = document.ref;
    this.documentArn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'document',
      resourceName: document.ref,
    });
  }

  /** Lets a role run this one document on hosts with the tag, and read what came of it. */
  grantRun(role: IRole, tag: { readonly key: string; readonly value: string }): void {
    // SendCommand is checked against the document and against each host. The tag belongs to the hosts: in one
    // statement, the document itself would have to carry it.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ssm:SendCommand'], resources: [this.documentArn] }),
    );
    const instances = `arn:${Aws.PARTITION}:ec2:${Aws.REGION}:${Aws.ACCOUNT_ID}:instance/*`;
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ssm:SendCommand'],
        resources: [instances],
        conditions: { StringEquals: { [`ssm:resourceTag/${tag.key}`]: tag.value } },
      }),
    );
    acknowledgeWildcard(
      role,
      instances,
      "Hosts come and go; a condition bounds it to those with the fleet's tag.",
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation'],
        resources: ['*'],
      }),
    );
    acknowledgeWildcard(role, '*', 'AWS has no narrower resource for reading what came of commands.');
  }
}
