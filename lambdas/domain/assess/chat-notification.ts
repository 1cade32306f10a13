import { line } from './finding-text.ts';

/** What Amazon Q Developer in chat applications shows; it drops any other text. */
export interface ChatNotification {
  version: '1.0';
  source: 'custom';
  id: string;
  content: { textType: 'client-markdown'; title: string; description: string; nextSteps: string[] };
  metadata: { threadId: string; summary: string };
}

/** A message as its author has it: texts without markup, and links apart from them. */
export interface ChatMessage {
  /** The same message has the same id, however often it is sent. */
  id: string;
  title: string;
  lines: readonly string[];
  links: readonly { text: string; url: string }[];
}

const LONGEST_TITLE = 200;
/** Characters of a message that are worth reading in a chat; Slack cuts longer ones in two. */
const LONGEST_TEXT = 8_000;

/** A message in the form that chats show. Those of a fleet and region are one thread, where a channel keeps threads. */
export function chatNotification(
  { fleet, region }: { fleet: string; region: string },
  { id, title, lines, links }: ChatMessage,
): ChatNotification {
  const summary = chatLine(title).slice(0, LONGEST_TITLE);
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: summary,
      description: lines.map(chatLine).join('\n').slice(0, LONGEST_TEXT),
      nextSteps: links.map(({ text, url }) => `${text}: ${url}`),
    },
    metadata: { threadId: `haproxy-fleet-auditor/${fleet}/${region}`, summary },
  };
}

/**
 * A line that calls nobody, links nowhere and has no markup, in Slack as in Teams: names of hosts are in it, and whoever
 * sets a tag chooses them.
 */
export const chatLine = (text: string): string =>
  line(text, Infinity)
    .replaceAll('@', '(at)')
    .replaceAll('&', '+')
    .replaceAll(/[*~]/g, '-')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll('://', ': //')
    .replaceAll(/www\./gi, 'www .');
