import { createReadStream } from 'node:fs';
import type { HostIdentity, Sample } from '../../lambdas/domain/records/sample.ts';
import { hostOutcome } from '../../lambdas/probe/host-outcome.ts';
import { runInstant } from '../this-host/read-sample.ts';

/** Far more than the probe prints; a host that prints on and on is not read on. */
const MAXIMUM_BYTES = 65_536;

/**
 * A sample of what the probe printed on another host, read now.
 * @param path `-` for stdin
 */
export async function readPrinted(
  identity: HostIdentity,
  path: string,
  periodMinutes: number,
): Promise<Sample> {
  const askedFrom = new Date();
  const stdout = await readStart(path === '-' ? process.stdin : createReadStream(path));
  const invocation = { statusDetails: 'Success', stdout, seconds: null };
  return hostOutcome(identity, invocation, {
    runAt: runInstant(askedFrom, periodMinutes),
    askedFrom,
    askedTo: new Date(),
  });
}

async function readStart(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    parts.push(Buffer.from(part));
    bytes += part.length;
    if (bytes >= MAXIMUM_BYTES) break;
  }
  // A line of the probe is ASCII; of anything else nothing is kept.
  return Buffer.concat(parts).subarray(0, MAXIMUM_BYTES).toString('latin1');
}
