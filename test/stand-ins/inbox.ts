import type { StandInName } from './stand-in-server.ts';

/** An e-mail that a stand-in took, as far as it keeps it. */
export interface ReceivedMail {
  from: string;
  to: string[];
  subject: string;
  html: string;
}

interface MotoMail {
  source: string;
  destinations: { ToAddresses: string[] };
  subject: string;
  body: string;
}

interface MinistackMail {
  Source: string;
  To: string[];
  Subject: string;
  BodyHtml: string;
}

/** Where a stand-in shows what it took, and how to read it. */
const INBOXES = {
  moto: {
    path: '/moto-api/data.json',
    mails: (shown: { ses: { Message: MotoMail[] } }) =>
      shown.ses.Message.map(({ source, destinations, subject, body }) => ({
        ...{ from: source, to: destinations.ToAddresses, subject },
        html: body,
      })),
  },
  ministack: {
    path: '/_ministack/ses/messages',
    mails: (shown: { messages: Record<string, MinistackMail[]> }) =>
      Object.values(shown.messages)
        .flat()
        .map(({ Source, To, Subject, BodyHtml }) => ({
          ...{ from: Source, to: To, subject: Subject },
          html: BodyHtml,
        })),
  },
} as const satisfies Record<StandInName, { path: string; mails: (shown: never) => ReceivedMail[] }>;

export interface Inbox {
  mails(): Promise<ReceivedMail[]>;
  /** All that is shown of them. */
  text(): Promise<string>;
}

export function inboxOf(name: StandInName, url: string): Inbox {
  const { path, mails } = INBOXES[name] as { path: string; mails: (shown: unknown) => ReceivedMail[] };
  const text = async () => (await fetch(`${url}${path}`)).text();
  return { text, mails: async () => mails(JSON.parse(await text())) };
}
