import { type ChatNotification, chatNotification } from '../domain/assess/chat-notification.ts';
import type { Report } from './report.ts';

/** What a chat is told of a report: what it comes to, and where it lies. */
export const reportChat = (
  { subject, headline, week }: Report,
  { fleet, region, url }: { fleet: string; region: string; url: string },
): ChatNotification =>
  chatNotification(
    { fleet, region },
    {
      id: `report/${fleet}/${region}/${week.id}`,
      title: subject,
      lines: [headline.text, headline.detail].filter((line) => line !== ''),
      links: [{ text: 'Report', url }],
    },
  );
