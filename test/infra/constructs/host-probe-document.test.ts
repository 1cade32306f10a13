import { describe, expect, it } from 'vitest';
import { HostProbeDocument } from '../../../infra/constructs/host-probe-document.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { onlyProperties, templateWith } from '../template.ts';

const documentWith = (script?: string) =>
  onlyProperties(
    templateWith(
      (stack) =>
        new HostProbeDocument(stack, 'Probe', script === undefined ? {} : { content: probeDocument(script) }),
    ),
    'AWS::SSM::Document',
  );

describe('HostProbeDocument', () => {
  it('is a command document for EC2 instances with the probe as its content', () => {
    const { Name, ...properties } = documentWith();
    expect(properties).toEqual({
      Content: probeDocument(),
      DocumentType: 'Command',
      DocumentFormat: 'JSON',
      TargetType: '/AWS::EC2::Instance',
      UpdateMethod: 'Replace',
    });
  });

  it('takes no parameter', () => {
    expect(documentWith().Content).not.toHaveProperty('parameters');
  });

  it('has a name that SSM takes, made of the stack and eight digits of the hash of the content', () => {
    expect(documentWith().Name).toMatch(/^Test-[0-9a-f]{8}$/);
  });

  it.each([
    ['a line', "#!/bin/sh\necho '{}'", "#!/bin/sh\necho '[]'"],
    ['a blank', "#!/bin/sh\necho '{}'", "#!/bin/sh\necho  '{}'"],
  ])('gets another name when %s of the script changes', (_what, before, after) => {
    expect(documentWith(after).Name).not.toBe(documentWith(before).Name);
  });

  it('keeps its name while the content stays', () => {
    expect(documentWith('echo 1').Name).toBe(documentWith('echo 1').Name);
  });
});
