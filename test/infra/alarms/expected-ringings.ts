import { EVENTFUL, FIXED_AT, LEAK_FROM } from './scenes.ts';

export interface ExpectedRinging {
  readonly because: string;
  /** Hours from the start between which it has to begin, and to end. */
  readonly begins: readonly [number, number];
  readonly ends: readonly [number, number];
}

/** The end of the weeks: it rings still. */
const ON = EVENTFUL.hours;

/** In the eventful weeks; an alarm that is not named is silent throughout. */
export const EXPECTED: Readonly<Record<string, readonly ExpectedRinging[]>> = {
  HostLeaks: [
    {
      because: 'a host leaks',
      begins: [LEAK_FROM + 12, LEAK_FROM + 40],
      ends: [FIXED_AT + 3, FIXED_AT + 24],
    },
  ],
  MemoryNearPressure: [{ because: 'the leak goes on', begins: [120, 134], ends: [FIXED_AT, FIXED_AT + 4] }],
  LimitExpected: [
    // The host is found within half a day of the leak's begin. What is left until its limit rests on little then, and goes to and fro.
    { because: 'the leak is fast', begins: [LEAK_FROM + 12, LEAK_FROM + 24], ends: [60, 75] },
    { because: 'the leak is fast', begins: [75, 100], ends: [120, 135] },
    // No scoring, no leak that is found: it rings again with the next.
    { because: 'scorings take place again', begins: [138, 147], ends: [FIXED_AT + 3, FIXED_AT + 24] },
  ],
  CoverageLow: [{ because: 'three of four hosts are silent', begins: [13, 16], ends: [20, 23] }],
  FleetEmpty: [{ because: 'no host has the tag', begins: [109, 113], ends: [116, 119] }],
  AuditNotRunning: [
    { because: 'the schedule stops', begins: [30, 36], ends: [38, 40] },
    { because: 'every audit is refused', begins: [86, 92], ends: [93, 95] },
  ],
  ScoringNotRunning: [
    { because: 'the schedule stops', begins: [123, 133], ends: [138, 142] },
    { because: 'every scoring is refused', begins: [153, 163], ends: [165, 169] },
  ],
  ReportNotSent: [{ because: 'both attempts were refused', begins: [195, 206], ends: [ON - 0.2, ON] }],
  AuditFleetFails: [{ because: 'every audit is refused', begins: [85, 88], ends: [93, 96] }],
  AuditFleetNearTimeout: [{ because: 'audits take over four minutes', begins: [61, 64], ends: [68, 71] }],
  AuditFleetGivenUp: [{ because: 'events wait until they are purged', begins: [84, 85], ends: [100, 101] }],
  KnowledgeRefused: [{ because: 'knowledge/latest.json is broken', begins: [45, 49], ends: [51, 56] }],
  ProbeRefused: [{ because: 'a new probe prints garbage', begins: [72, 74], ends: [78, 80] }],
  ScoreFleetFails: [{ because: 'every scoring is refused', begins: [153, 157], ends: [165, 172] }],
  ScoreFleetGivenUp: [{ because: 'events wait until they are purged', begins: [150, 151], ends: [167, 168] }],
  SendReportFails: [{ because: 'both attempts were refused', begins: [176.6, 177], ends: [176.7, 178] }],
  SendReportGivenUp: [
    { because: 'the event waits until it is purged', begins: [176.6, 177], ends: [190, 191] },
  ],
};

/** Alarms that ring in two days in which nobody audits, long after anybody has looked at what is known. */
export const EXPECTED_IN_STALE: Readonly<Record<string, string>> = {
  AuditNotRunning: 'audits never began',
  KnowledgeStale: 'what is known is old',
};

/** And in a day in which functions take almost as long as they may. */
export const EXPECTED_IN_SLOW: Readonly<Record<string, string>> = {
  ScoreFleetNearTimeout: 'scorings take over twelve minutes',
  SendReportNearTimeout: 'the report takes over twelve minutes',
};
