import { connect } from 'node:net';

/**
 * Sends one command to a stats socket and reads to the end.
 *
 * @throws when the socket can't be reached or the answer takes longer than the time given.
 */
export function askSocket(path: string, command: string, timeoutMilliseconds = 60_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(path, () => socket.write(`${command}\n`));
    const late = setTimeout(() => socket.destroy(new Error(`no end to ${command}`)), timeoutMilliseconds);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', (failed) => {
      clearTimeout(late);
      if (!failed) resolve(Buffer.concat(chunks).toString('latin1'));
    });
  });
}

/** The `Name: value` lines of `show info`. */
export async function askInfo(path: string, timeoutMilliseconds?: number): Promise<Record<string, string>> {
  const lines = (await askSocket(path, 'show info', timeoutMilliseconds)).split('\n');
  return Object.fromEntries(
    lines.filter((line) => line.includes(': ')).map((line) => line.split(/: (.*)/s, 2) as [string, string]),
  );
}
