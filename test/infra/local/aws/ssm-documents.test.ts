import { CreateDocumentCommand, DescribeDocumentCommand, GetDocumentCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { probeDocument } from '../../../../lambdas/probe/probe-document.ts';
import { failureOf, PROBE, startEndpoint } from './fleet.ts';

describe('documents', () => {
  it('come back as they were created, with their hash', async () => {
    const { ssm } = await startEndpoint();
    const Content = JSON.stringify(probeDocument('exit 0'));
    const created = await ssm.send(
      new CreateDocumentCommand({ Name: 'created', Content, DocumentType: 'Command' }),
    );
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name: 'created' }));
    expect(Document).toEqual(created.DocumentDescription);
    expect(Document).toMatchObject({
      HashType: 'Sha256',
      Hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      DocumentVersion: '1',
    });
    const read = await ssm.send(new GetDocumentCommand({ Name: 'created' }));
    expect(read).toMatchObject({ Content, DocumentFormat: 'JSON', Status: 'Active' });
  });

  const content = JSON.stringify(probeDocument('exit 0'));
  it.each([
    { what: 'a reserved name', input: { Name: 'AWS-mine', Content: content }, name: 'ValidationException' },
    { what: 'a name with a slash', input: { Name: 'a/b/c', Content: content }, name: 'ValidationException' },
    { what: 'a taken name', input: { Name: PROBE, Content: content }, name: 'DocumentAlreadyExists' },
    { what: 'no JSON', input: { Name: 'created', Content: '{' }, name: 'InvalidDocumentContent' },
    {
      what: 'no steps',
      input: { Name: 'created', Content: '{"schemaVersion":"2.2"}' },
      name: 'InvalidDocumentContent',
    },
    {
      what: 'more than 64 KB',
      input: { Name: 'created', Content: JSON.stringify(probeDocument('x'.repeat(65_536))) },
      name: 'MaxDocumentSizeExceeded',
    },
  ])('are refused with $what', async ({ input, name }) => {
    const { ssm } = await startEndpoint();
    expect(await failureOf(ssm.send(new CreateDocumentCommand(input)))).toMatchObject({ name });
  });
});
