import type { AcknowledgementState } from '../records/acknowledgement.ts';

// Every wording of what became of an acknowledgement, side by side.

type State = AcknowledgementState['state'];

const UNKNOWN = 'matches no host';

/** What a state is called on the page. */
export const ACKNOWLEDGEMENT_LABELS: Readonly<Record<State, string>> = {
  'in-force': 'in force',
  expired: 'expired',
  unknown: UNKNOWN,
};

/** The same with the day on which it ends, in the e-mail. */
export const acknowledgementUntil = (state: State, day: string): string =>
  ({ 'in-force': `until ${day}`, expired: `ended on ${day}`, unknown: UNKNOWN })[state];

/** What is wrong with it, in the terminal; `null` while it is in force. */
export const acknowledgementTrouble = (state: State): string | null =>
  ({ 'in-force': null, expired: 'has expired', unknown: UNKNOWN })[state];
