import { describe, expect, it } from 'vitest';
import { HostProbeDocument } from '../../../infra/constructs/host-probe-document.ts';
import { previousProbeDocument } from '../../../lambdas/probe/previous-document.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { onlyProperties, templateWith } from '../template.ts';

const templateOf = (content = probeDocument(), previous = content) =>
  templateWith((stack) => new HostProbeDocument(stack, 'Probe', { content, previous }));

const documentWith = (script?: string) =>
  onlyProperties(templateOf(script === undefined ? undefined : probeDocument(script)), 'AWS::SSM::Document');

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
    expect(documentWith().Name).toMatch(/^Test-probe-[0-9a-f]{8}$/);
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

  it('stands beside the document of the release before, which has a name of its own', () => {
    const documents = templateWith((stack) => new HostProbeDocument(stack, 'Probe')).findResources(
      'AWS::SSM::Document',
    );
    const contents = Object.values(documents).map(({ Properties }) => Properties.Content);
    expect(contents).toEqual([probeDocument(), previousProbeDocument()]);
    expect(new Set(Object.values(documents).map(({ Properties }) => Properties.Name)).size).toBe(2);
  });

  it('stays the same resource when it becomes the previous one', () => {
    const [older, newer, newest] = ['echo 1', 'echo 2', 'echo 3'].map(probeDocument);
    const before = templateOf(newer, older).findResources('AWS::SSM::Document');
    const after = templateOf(newest, newer).findResources('AWS::SSM::Document');
    const kept = Object.keys(before).filter((id) => id in after);
    expect(kept).toHaveLength(1);
    expect(kept.map((id) => after[id])).toEqual(kept.map((id) => before[id]));
  });

  it('is small enough for SSM, and so is the previous one', () => {
    for (const content of [probeDocument(), previousProbeDocument()]) {
      expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(64 * 1024);
    }
  });
});
