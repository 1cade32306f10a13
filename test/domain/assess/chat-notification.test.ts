import { describe, expect, it } from 'vitest';
import { chatLine, chatNotification } from '../../../lambdas/domain/assess/chat-notification.ts';

describe('a line for a chat', () => {
  it.each([
    { of: "Slack's mention of a channel", name: '<!channel>' },
    { of: "Slack's mention of a person", name: '<@U024BE7LH>' },
    { of: 'a mention as Amazon Q reads it', name: '@here' },
    { of: "Slack's link", name: '<https://evil.example|log in>' },
    { of: "Teams' link", name: '[log in](https://evil.example)' },
    { of: 'a bare link', name: 'https://evil.example/login' },
    { of: 'a link without a scheme', name: 'WWW.evil.example' },
    { of: 'an escaped mention', name: '&lt;!channel&gt;' },
    { of: 'an image', name: '![](//evil.example/a.png)' },
    { of: 'bold that does not end', name: '*edge ~~`x`' },
    { of: 'another line', name: 'edge\n# Alarm over' },
  ])('has nothing of $of', ({ name }) => {
    expect(chatLine(name)).not.toMatch(/[@&<>[\]*~`\n]|:\/\/|www\./i);
  });

  it('leaves an ordinary name as it is', () => {
    const text =
      'edge-02.lb_1 (i-0abc, edge/2.8.11, eu-west-1a) leaks sockets in CLOSE_WAIT: 95 % in 19 days';
    expect(chatLine(text)).toBe(text);
  });
});

describe('a message for a chat', () => {
  it('keeps its own links, and is never longer than a chat shows', () => {
    const { content } = chatNotification(
      { fleet: 'haproxy', region: 'eu-west-1' },
      {
        id: 'digest/1',
        title: 'x'.repeat(500),
        lines: Array(100).fill('y'.repeat(400)),
        links: [{ text: 'Runbook', url: 'https://example.org/runbook#a-host-leaks' }],
      },
    );
    expect(content.title).toHaveLength(200);
    expect(content.description).toHaveLength(8_000);
    expect(content.nextSteps).toEqual(['Runbook: https://example.org/runbook#a-host-leaks']);
  });
});
