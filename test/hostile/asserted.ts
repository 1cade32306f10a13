/** What is asserted of everything that a host may print, each time, in the words of docs/reliability.md. */
export const ASSERTED = {
  limits: 'nothing throws, no round takes 30 s, no worker needs more than 256 MiB of heap',
  records: 'a record is one line below 16 KiB and reads back as it was; so does each bin and each assessment',
  identity: "who a host is comes from EC2 alone; its keys in S3 don't depend on what it prints",
  neighbours:
    "its neighbours' records and bins are, byte for byte, what they are without it; of assessments all that the fleet's share of leaks does not move, and probabilities within half a nat",
  metrics: 'each metric and dimension is one that CloudWatch takes, and their number stays within the budget',
  characters:
    'no character in any output ends a line or steers a terminal: C0, C1, bidi, zero-width, U+2028, half surrogates',
  commands: 'a command that is offered to be typed is made of plain or quoted words',
  markup:
    "no tag or attribute in HTML that loads, runs or sends but the page's own script, and no `<` that is none of ours; no formula in CSV",
} as const;
export type Asserted = keyof typeof ASSERTED;
