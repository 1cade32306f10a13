import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Under which this program asks systemd's rule for an id; another program's id of the same machine is another one. */
export const APPLICATION_ID = '5f0b3c1d9a7e4c62b8d14e6f2a90c7d3';

const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];
/** As many hexadecimal digits as an id of EC2 has. */
const DIGITS = 17;

/**
 * An id of this machine that does not tell its machine id, which machine-id(5) calls confidential. It is the beginning of
 * what `systemd-id128 machine-id -a APPLICATION_ID` prints, so that anybody can tell which machine a sample is of.
 * @returns `null` where the machine has none, as in many containers
 */
export function ownHostId(files: readonly string[] = FILES): string | null {
  for (const file of files) {
    const id = readId(file);
    if (id !== null) return `m-${applicationSpecific(id).slice(0, DIGITS)}`;
  }
  return null;
}

/** As sd_id128_get_machine_app_specific(3) does it, in 32 hexadecimal digits. */
export function applicationSpecific(machineId: string): string {
  const hash = createHmac('sha256', Buffer.from(machineId, 'hex'))
    .update(Buffer.from(APPLICATION_ID, 'hex'))
    .digest()
    .subarray(0, 16);
  // Marked as a random UUID (RFC 9562, version 4).
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x40, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex');
}

/** `null` for a file that is missing, not yet written (`uninitialized`) or no id. */
function readId(file: string): string | null {
  try {
    const text = readFileSync(file, 'latin1').trim();
    return /^[0-9a-f]{32}$/.test(text) && !/^0+$/.test(text) ? text : null;
  } catch {
    return null;
  }
}
