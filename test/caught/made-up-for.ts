import type { ProxyFault } from '../chaos/fault-proxy.ts';
import type { CallFault } from '../chaos/faulty-aws.ts';
import type { DeliveryFault } from '../chaos/schedule.ts';

const RETRIED = "the SDK asks again, and Lambda's second attempt does";
const UNREAD = 'what can not be read is no answer; a body from S3 is read again';

/** What makes up for each kind of fault. */
export const CALLS_MADE_UP_FOR: Readonly<Record<CallFault, string>> = {
  throttled: RETRIED,
  'server-error': RETRIED,
  reset: RETRIED,
  'answer-lost': 'done twice, it is as done once: objects are written once, a maximum stays a maximum',
  'answer-cut': UNREAD,
  'answer-corrupt': UNREAD,
  'write-conflict': 'the write is tried again, and fails if the conflict stays',
};

export const PROXY_MADE_UP_FOR: Readonly<Record<ProxyFault, string>> = {
  throttled: RETRIED,
  'server-error': RETRIED,
  unavailable: RETRIED,
  'gateway-timeout': RETRIED,
  reset: RETRIED,
  'upload-cut': RETRIED,
  'write-conflict': CALLS_MADE_UP_FOR['write-conflict'],
  'answer-lost': CALLS_MADE_UP_FOR['answer-lost'],
  'answer-cut': UNREAD,
  'answer-short': UNREAD,
  'answer-corrupt': UNREAD,
  slow: 'nothing has to: calls overlap in another order',
};

export const DELIVERIES_MADE_UP_FOR: Readonly<Record<DeliveryFault, string>> = {
  lost: 'the next scoring derives what is due; silence rings',
  late: 'a run keeps its scheduled instant; an event that is too old is given up, which rings',
  repeated: 'what is archived stays as it is',
  overlapping: 'of two writers the first wins, and both go on from what it wrote',
};

export const KILLS_MADE_UP_FOR = "Lambda's second attempt goes on from what is archived";
