import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { STEP_SECONDS } from '../domain/records/command-time.ts';
import { deliveredScript } from './delivered-script.ts';

/** Name of the document's one step: SSM's plugin name in ListCommandInvocations and GetCommandInvocation. */
export const PROBE_STEP = 'probe';

/** The script's file, beside this module in a clone and beside the bundle in a package. */
export const PROBE_FILE = /* @__PURE__ */ new URL('./probe.sh', import.meta.url);

/** What hosts run of it. */
export const probeScript = (): string => deliveredScript(readFileSync(PROBE_FILE, 'utf8'));

/**
 * The SSM document (schema 2.2) around the script. It takes no parameter, so nothing that is sent at run time can
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
          timeoutSeconds: String(STEP_SECONDS),
          // One text: as lines of a list, each would take three bytes more.
          runCommand: [script.trimEnd()],
        },
      },
    ],
  };
}

/** `<prefix>-probe-<hash>`: another content is another document. */
export const probeDocumentName = (prefix: string, document = probeDocument()): string =>
  `${prefix}-probe-${probeDocumentHash(document)}`;

/** First 8 hex digits of the SHA-256 of a document's content. */
export const probeDocumentHash = (document = probeDocument()): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 8);
