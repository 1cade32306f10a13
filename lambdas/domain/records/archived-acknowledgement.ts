import * as z from 'zod';
import { Acknowledgement } from './acknowledgement.ts';
import { DAY } from './time.ts';

/** The largest object of an acknowledgement that is read. */
export const MAXIMUM_ACKNOWLEDGEMENT_BYTES = 16_384;

/** Most days that an archived one holds: fewer than the archive keeps it, so that none ends before its day. */
export const MAXIMUM_ACKNOWLEDGED_DAYS = 366;

/** Hexadecimal digits of the SHA-256 of its bytes that an acknowledgement is named by. */
export const ACKNOWLEDGEMENT_ID_DIGITS = 16;

const { target, kinds, reason, until } = Acknowledgement.shape;
const person = z.string().min(1).max(256);

/** An acknowledgement as the archive holds it, an object each: never changed, and withdrawn by another object. */
export const ArchivedAcknowledgement = z
  .strictObject({
    schema: z.literal(1),
    target: target.max(256),
    kinds,
    reason: reason.max(1000),
    by: person,
    acknowledgedAt: z.iso.datetime(),
    until,
  })
  .refine(
    (entry) => Date.parse(entry.until) - Date.parse(entry.acknowledgedAt) <= MAXIMUM_ACKNOWLEDGED_DAYS * DAY,
    { path: ['until'], message: `expected at most ${MAXIMUM_ACKNOWLEDGED_DAYS} days after acknowledgedAt` },
  );
export type ArchivedAcknowledgement = z.infer<typeof ArchivedAcknowledgement>;

/** That an archived acknowledgement no longer holds. */
export const Withdrawal = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  reason: z.string().min(1).max(1000).optional(),
  by: person,
  withdrawnAt: z.iso.datetime(),
});
export type Withdrawal = z.infer<typeof Withdrawal>;
