import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeDocument } from '../lambdas/probe/probe-document.ts';

/** Before the probe changes for the first time after a release: the released document is what goes on if the new one fails. */
const FILE = join(import.meta.dirname, '../lambdas/probe/previous-document.json');

writeFileSync(FILE, `${JSON.stringify(probeDocument(), null, 2)}\n`);
