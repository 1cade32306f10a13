import type { Status } from '../detector.ts';
import type { Outcome } from '../outcome.ts';
import { type Interval, wilson } from './interval.ts';

export type Detection = {
  hosts: number;
  /** Hosts with a material leak, of these found as leaking, and healthy hosts called leaking. */
  material: number;
  found: number;
  foundOrSuspected: number;
  falseAlarms: number;
  /** NaN where nothing was called leaking, or nothing leaks. */
  precision: number;
  precisionInterval: Interval;
  recall: number;
  recallInterval: Interval;
  recallOrSuspected: number;
  f1: number;
};

/** Leaks that are not material, or too young to be, count neither for nor against: `other` is left out. */
export function detectionOf(outcomes: readonly Outcome[]): Detection {
  const material = outcomes.filter(({ status }) => status === 'material');
  const healthy = outcomes.filter(({ status }) => status === 'healthy');
  const found = material.filter(({ leaking }) => leaking).length;
  const foundOrSuspected = material.filter(({ leaking, suspected }) => leaking || suspected).length;
  const falseAlarms = healthy.filter(({ leaking }) => leaking).length;
  return {
    hosts: material.length + healthy.length,
    material: material.length,
    found,
    foundOrSuspected,
    falseAlarms,
    precision: found / (found + falseAlarms),
    precisionInterval: wilson(found, found + falseAlarms),
    recall: found / material.length,
    recallInterval: wilson(found, material.length),
    recallOrSuspected: foundOrSuspected / material.length,
    f1: (2 * found) / (material.length + found + falseAlarms),
  };
}

export type ClassShare = { kind: string; hosts: number; leaking: number; suspected: number };

/** Verdicts by class: of a leak its recall, of what only resembles one its false alarms. In the order of names. */
export function sharesByKind(outcomes: readonly Outcome[], status: Status): readonly ClassShare[] {
  const kinds = Map.groupBy(
    outcomes.filter((outcome) => outcome.status === status),
    ({ kind }) => kind,
  );
  return [...kinds]
    .map(([kind, members]) => ({
      kind,
      hosts: members.length,
      leaking: members.filter(({ leaking }) => leaking).length,
      suspected: members.filter(({ leaking, suspected }) => suspected && !leaking).length,
    }))
    .sort((a, b) => a.kind.localeCompare(b.kind));
}
