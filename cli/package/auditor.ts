import { oldNodeRefusal } from './node-version.ts';

// What the published package starts. It becomes a file of the language of 2009, so that an old Node says what it lacks
// instead of failing at the first word that it doesn't know.

function start(refusal: string | null): void {
  if (refusal === null) {
    require('./start.cjs');
  } else {
    process.stderr.write(`${refusal}\n`);
    process.exitCode = 4;
  }
}

// The version is put in when the package is made.
start(oldNodeRefusal(process.versions.node, String(process.env.NEEDED_NODE), process.argv.slice(2)));
