import { parentPort } from 'node:worker_threads';
import { type Audited, auditStretch, type Stretch } from './audits.ts';

/** What a thread says: how far it is, or what came of its stretch. */
export type ThreadMessage = { readonly hours: number } | { readonly audited: Audited };

parentPort?.on('message', async (stretch: Stretch) => {
  const say = (message: ThreadMessage) => parentPort?.postMessage(message);
  say({ audited: await auditStretch(stretch, (hours) => say({ hours })) });
});
