/** Something that a channel publishes of what it takes. */
export interface PublishedRule<Message> {
  /** As its documentation has it. */
  readonly quote: string;
  readonly link: string;
  readonly isKept: (message: Message) => boolean;
  /** The same message, so that it does not keep to the rule any more. */
  readonly breakIt: (message: Message) => Message;
}

/** The rules that a message does not keep to. */
export const brokenRules = <Message>(
  rules: readonly PublishedRule<Message>[],
  message: Message,
): PublishedRule<Message>[] => rules.filter(({ isKept }) => !isKept(message));
