import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { HOUR, MINUTE } from '../../lambdas/domain/records/time.ts';

/** What can happen to a scheduled event on its way to its function. */
export const DELIVERY_FAULTS = ['lost', 'late', 'repeated', 'overlapping'] as const;
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];

export type Verb = 'audit' | 'score' | 'report';

/** One or, where it overlaps, two deliveries of a scheduled event at an instant. */
export interface Delivery<Of extends string = Verb> {
  readonly verb: Of;
  readonly scheduledAt: Date;
  readonly at: Date;
  readonly copies: 1 | 2;
}

/** In EventBridge Scheduler and Lambda's queue together; an older event is dropped, like the stack has it. */
export const MAXIMUM_AGE: Readonly<Record<Verb, number>> = {
  audit: HOUR,
  score: 3 * HOUR,
  report: 6 * HOUR,
};

export interface DeliveryOptions<Of extends string> {
  readonly scheduled: readonly Pick<Delivery<Of>, 'verb' | 'scheduledAt'>[];
  readonly share: number;
  readonly kinds: readonly DeliveryFault[];
}

/**
 * What is due in so many days, an audit each hour, a scoring 20 minutes after each third and a report each day; only the
 * week's first report is sent.
 */
export function fleetEvents(from: Date, days: number): Pick<Delivery, 'verb' | 'scheduledAt'>[] {
  return Array.from({ length: days * 24 }, (_, hour) => hour).flatMap((hour) => {
    const at = from.getTime() + hour * HOUR;
    const score = { verb: 'score' as const, scheduledAt: new Date(at + 20 * MINUTE) };
    const report = { verb: 'report' as const, scheduledAt: new Date(at + 40 * MINUTE) };
    return [
      { verb: 'audit' as const, scheduledAt: new Date(at) },
      ...(hour > 0 && hour % 3 === 0 ? [score] : []),
      ...(hour % 24 === 8 ? [report] : []),
    ];
  });
}

/** Deliveries by the instant at which they come: some seconds late; to a share something happens, of one of the kinds. */
export function deliveries<Of extends string>(
  { scheduled, share, kinds }: DeliveryOptions<Of>,
  random: Random,
): { deliveries: Delivery<Of>[]; fired: Map<DeliveryFault, number> } {
  const fired = new Map<DeliveryFault, number>();
  const all = scheduled.flatMap(({ verb, scheduledAt }): Delivery<Of>[] => {
    const fault = random.chance(share) ? random.pick(kinds) : undefined;
    if (fault) fired.set(fault, (fired.get(fault) ?? 0) + 1);
    const once = (delay: number, copies: 1 | 2 = 1): Delivery<Of> => ({
      verb,
      scheduledAt,
      at: new Date(scheduledAt.getTime() + delay),
      copies,
    });
    const soon = random.whole(1, 30) * 1000;
    if (fault === 'lost') return [];
    if (fault === 'late') return [once(random.whole(2, 100) * MINUTE)];
    if (fault === 'repeated') return [once(soon), once(soon + random.whole(1, 50) * MINUTE)];
    return [once(soon, fault === 'overlapping' ? 2 : 1)];
  });
  return { deliveries: all.sort((a, b) => a.at.getTime() - b.at.getTime()), fired };
}
