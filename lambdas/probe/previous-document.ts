import previous from './previous-document.json' with { type: 'json' };
import { type probeDocument, probeDocumentName } from './probe-document.ts';

/** The document of the release before: it goes on where the new one fails its trial. */
export const previousProbeDocument = (): ReturnType<typeof probeDocument> => previous;

/** Its name; `undefined` where the probe is the same, so that there is nothing to try. */
export function previousProbeDocumentName(prefix: string): string | undefined {
  const name = probeDocumentName(prefix, previousProbeDocument());
  return name === probeDocumentName(prefix) ? undefined : name;
}
