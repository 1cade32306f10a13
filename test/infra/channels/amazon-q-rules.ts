import * as z from 'zod';
import type { PublishedRule } from './published-rule.ts';

const SCHEMA = 'https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html';
const SNS = 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html';
const MRKDWN = 'https://api.slack.com/reference/surfaces/formatting';

/** What Amazon Q Developer documents of a custom notification, field by field. */
const Notification = z.strictObject({
  version: z.string(),
  source: z.string(),
  id: z.string().optional(),
  content: z.strictObject({
    textType: z.string().optional(),
    title: z.string().optional(),
    description: z.string(),
    nextSteps: z.array(z.string()).optional(),
    keywords: z.array(z.string()).optional(),
  }),
  metadata: z
    .strictObject({
      threadId: z.string().optional(),
      summary: z.string().optional(),
      eventType: z.string().optional(),
      relatedResources: z.array(z.string()).optional(),
      additionalContext: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
type Notification = z.infer<typeof Notification>;

const read = (text: string): Notification | undefined => {
  try {
    return Notification.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
const changed = (text: string, changes: object): string => JSON.stringify({ ...read(text), ...changes });
const withContent = (text: string, content: object): string =>
  changed(text, { content: { ...read(text)?.content, ...content } });
/** What hosts have a say in: links stand in the next steps. */
const proseOf = (text: string): string => {
  const { title = '', description = '' } = read(text)?.content ?? {};
  return `${title}\n${description}`;
};

/** Of the text that SNS hands over: Amazon Q drops what does not keep to them, without a word. */
export const AMAZON_Q_RULES: readonly PublishedRule<string>[] = [
  {
    quote:
      'custom notifications must use the following event format: { "version": String, "source": String, … }',
    link: SCHEMA,
    isKept: (text) => read(text) !== undefined,
    breakIt: (text) => changed(text, { subject: 'HAProxy' }),
  },
  {
    quote: 'version Yes Must be 1.0.',
    link: SCHEMA,
    isKept: (text) => read(text)?.version === '1.0',
    breakIt: (text) => changed(text, { version: '1' }),
  },
  {
    quote: 'source Yes Must be custom.',
    link: SCHEMA,
    isKept: (text) => read(text)?.source === 'custom',
    breakIt: (text) => changed(text, { source: 'haproxy-fleet-auditor' }),
  },
  {
    quote: 'textType No Only client-markdown textType is currently supported.',
    link: SCHEMA,
    isKept: (text) => read(text)?.content.textType === 'client-markdown',
    breakIt: (text) => withContent(text, { textType: 'html' }),
  },
  {
    quote: 'messages must be UTF-8 encoded strings and at most 256 KB in size (262,144 bytes)',
    link: SNS,
    isKept: (text) => Buffer.byteLength(text) <= 262_144,
    breakIt: (text) => withContent(text, { description: 'x'.repeat(262_144) }),
  },
  {
    quote:
      'Slack uses &, <, and > as control characters for special parsing in text objects, so they must be converted to HTML entities',
    link: MRKDWN,
    isKept: (text) => !/[&<>]/.test(proseOf(text)),
    breakIt: (text) => withContent(text, { title: '<!channel>' }),
  },
  {
    // Where "@SRE-Team" in a description is to call the team.
    quote: '"EC2 auto scaling refresh failed for ASG *OrderProcessorServiceASG*! \\ncc: @SRE-Team"',
    link: SCHEMA,
    isKept: (text) => !/@|\]\(|:\/\//.test(proseOf(text)),
    breakIt: (text) => withContent(text, { description: '@SRE-Team https://evil.example' }),
  },
];
