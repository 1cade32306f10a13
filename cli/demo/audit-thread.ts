import { parentPort } from 'node:worker_threads';
import { type DemoHost, demoFleet } from '../../infra/local/demo/demo-fleet.ts';
import { type Audited, auditStretch, type Stretch } from './audits.ts';

/** What a thread says: how far it is, or what came of its stretch. */
export type ThreadMessage = { readonly hours: number } | { readonly audited: Audited };

/** Each thread's own: the stretches that it gets are all of one demo. */
let fleet: DemoHost[] | undefined;

parentPort?.on('message', async (stretch: Stretch) => {
  fleet ??= demoFleet(stretch.size);
  const say = (message: ThreadMessage) => parentPort?.postMessage(message);
  say({ audited: await auditStretch(stretch, fleet, (hours) => say({ hours })) });
});
