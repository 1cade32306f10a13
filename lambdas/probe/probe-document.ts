import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Name of the document's one step: SSM's plugin name in ListCommandInvocations and GetCommandInvocation. */
export const PROBE_STEP = 'probe';

/** The probe ends by itself after 15 s, and waits up to 3 s before it starts; SSM kills the step's process group here. */
const PROBE_STEP_TIMEOUT_SECONDS = 30;

/** The script's file, beside this module in a clone and beside the bundle in a package. */
export const PROBE_FILE = /* @__PURE__ */ new URL('./probe.sh', import.meta.url);

export const probeScript = (): string => readFileSync(PROBE_FILE, 'utf8');

/**
 * The SSM document (schema 2.2) around `probe.sh`. It takes no parameter, so nothing that is sent at run time can
 * become a part of the script. A host of another platform answers `InvalidPlatform`.
 */
export function probeDocument(script: string = probeScript()) {
  // SSM replaces {{ name }} in a document; it has no way to write the braces themselves.
  if (script.includes('{{')) throw new Error('probe.sh contains {{, which SSM would read as a parameter');
  return {
    schemaVersion: '2.2',
    description: 'Reads TCP memory from /proc and counters from the HAProxy runtime API; changes nothing.',
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: PROBE_STEP,
        inputs: {
          // A string: numbers are refused by older agents.
          timeoutSeconds: String(PROBE_STEP_TIMEOUT_SECONDS),
          runCommand: script.trimEnd().split('\n'),
        },
      },
    ],
  };
}

/** `<prefix>-<first 8 hex digits of the content's SHA-256>`: another content is another document. */
export function probeDocumentName(prefix: string, document = probeDocument()): string {
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  return `${prefix}-${digest.slice(0, 8)}`;
}
