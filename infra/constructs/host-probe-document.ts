import { Aws, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { previousProbeDocument } from '../../lambdas/probe/previous-document.ts';
import { probeDocument, probeDocumentHash, probeDocumentName } from '../../lambdas/probe/probe-document.ts';
import { acknowledgeWildcard } from './acknowledge.ts';

type Content = ReturnType<typeof probeDocument>;

/** Of the role that runs it, for whoever reviews it. */
export const READS_ALL_COMMANDS =
  'May read what every Run Command of this account and region printed in the last 30 days, whoever sent it: AWS offers no narrower form of ssm:ListCommandInvocations and ssm:GetCommandInvocation.';

export interface HostProbeDocumentProps {
  /** What SSM runs on the hosts; by default `probe.sh` in its document. */
  readonly content?: Content;
  /** What goes on where that fails its trial; by default the document of the release before. */
  readonly previous?: Content;
}

/**
 * The SSM document that runs the probe, and the one before it. A document's name carries its content's hash, so that
 * another content is another document, whose version 1 is all there is (docs/adr/0003-document-per-content.md). So does
 * its logical id: what was the new document in one deployment is the previous one in the next, and stays as it is.
 */
export class HostProbeDocument extends Construct {
  readonly documentName: string;
  /** `undefined` where the content is the same. */
  readonly previousName: string | undefined;

  constructor(scope: Construct, id: string, props: HostProbeDocumentProps = {}) {
    super(scope, id);
    const { content = probeDocument(), previous = previousProbeDocument() } = props;
    this.documentName = this.#document(content);
    const isSame = probeDocumentHash(content) === probeDocumentHash(previous);
    this.previousName = isSame ? undefined : this.#document(previous);
  }

  #document(content: Content): string {
    const document = new CfnDocument(this, `Document${probeDocumentHash(content)}`, {
      name: probeDocumentName(Stack.of(this).stackName, content),
      content,
      documentType: 'Command',
      documentFormat: 'JSON',
      targetType: '/AWS::EC2::Instance',
      updateMethod: 'Replace',
    });
    return document.ref;
  }

  /** Lets a role run these two documents on hosts with the tag, and read what came of it. */
  grantRun(role: IRole, tag: { readonly key: string; readonly value: string }): void {
    // SendCommand is checked against the document and against each host. The tag belongs to the hosts: in one
    // statement, the document itself would have to carry it.
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ssm:SendCommand'], resources: this.#arns() }));
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
    acknowledgeWildcard(role, '*', READS_ALL_COMMANDS);
  }
  #arns(): string[] {
    const names = [this.documentName, this.previousName].filter((name) => name !== undefined);
    return names.map((resourceName) =>
      Stack.of(this).formatArn({ service: 'ssm', resource: 'document', resourceName }),
    );
  }
}
