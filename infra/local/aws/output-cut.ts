/**
 * How SSM shortens a host's output. Lengths are bytes, and a cut may fall inside a UTF-8 sequence.
 * Source: TruncateOutput of the agent (amazon-ssm-agent, agent/contracts) and the limits of the API reference.
 */

const LIST_BYTES = 2500;
const ERROR_TITLE = '\n----------ERROR-------\n';
const OUTPUT_CUT = '\n---Output truncated---';
const ERROR_CUT = '\n---Error truncated----';

const STDOUT_BYTES = 24_000;
const STDERR_BYTES = 8000;
const STREAM_CUT = '--output truncated--';

/** `CommandPlugins[].Output` of ListCommandInvocations: both streams in at most 2,500 bytes. */
export function listedOutput(stdout: string, stderr: string): string {
  const [output, error] = [Buffer.from(stdout), Buffer.from(stderr)];
  const available = LIST_BYTES - (error.length > 0 ? ERROR_TITLE.length : 0);
  const title = error.length > 0 ? ERROR_TITLE : '';
  if (output.length + error.length < available) return stdout + title + stderr;

  const half = available / 2;
  if (output.length > half && error.length > half) {
    return (
      first(output, half - OUTPUT_CUT.length) +
      OUTPUT_CUT +
      title +
      first(error, half - ERROR_CUT.length) +
      ERROR_CUT
    );
  }
  if (output.length > half) {
    return first(output, available - error.length - OUTPUT_CUT.length) + OUTPUT_CUT + title + stderr;
  }
  return stdout + title + first(error, available - output.length - ERROR_CUT.length) + ERROR_CUT;
}

/** `StandardOutputContent` of GetCommandInvocation: at most 24,000 bytes. */
export const standardOutput = (stdout: string): string => cutStream(Buffer.from(stdout));

/** `StandardErrorContent`: the agent cuts as for stdout, then the API keeps 8,000 bytes. */
export const standardError = (stderr: string): string =>
  first(Buffer.from(cutStream(Buffer.from(stderr))), STDERR_BYTES);

const cutStream = (bytes: Buffer): string =>
  bytes.length < STDOUT_BYTES
    ? bytes.toString('utf8')
    : first(bytes, STDOUT_BYTES - STREAM_CUT.length) + STREAM_CUT;

const first = (bytes: Buffer, count: number): string => bytes.subarray(0, count).toString('utf8');
