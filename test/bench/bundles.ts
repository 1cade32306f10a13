import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundleFunction } from '../../infra/bundle-function.ts';
import { filesUnder, repositoryRoot } from '../files.ts';
import { initMilliseconds } from './bundles/init.ts';
import { largestParts } from './bundles/parts.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';

/** Sizes of the functions' bundles and how long they take to begin. Measures and reports; a test holds the sizes. */

const PAGE = join(repositoryRoot, 'docs/benchmarks.md');
const RUNS = 11;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    client: { type: 'string', default: join(repositoryRoot, 'node_modules/aws-lambda-ric/index.mjs') },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
const rows: string[][] = [];
const parts: string[][] = [];
for (const entry of filesUnder('lambdas').filter((path) => path.endsWith('/handler.ts'))) {
  const name = basename(join(entry, '..'));
  const outdir = join(folder, name);
  const metafile = await bundleFunction(join(repositoryRoot, entry), outdir);
  const code = join(outdir, 'index.mjs');
  const init = [];
  for (let run = 0; run < RUNS; run++) init.push(await initMilliseconds(values.client, outdir));
  rows.push([
    name,
    kilobytes(statSync(code).size),
    kilobytes(gzipSync(readFileSync(code)).length),
    median(init).toFixed(0),
    Math.max(...init).toFixed(0),
  ]);
  parts.push([
    name,
    largestParts(metafile, 6)
      .map(({ part, bytes }) => `${part} ${kilobytes(bytes)}`)
      .join(', '),
  ]);
}
rmSync(folder, { recursive: true });

const section = `## The functions' bundles

\`npm run bench:bundles\` measures and writes this section. It needs Lambda's own runtime interface client:
\`npm install --no-save aws-lambda-ric@4.0.2\`, which compiles a part of itself; \`-- --client PATH\` names one elsewhere.

Initialisation is the time from the start of the process until the client asks for the first event, ${RUNS} times:
Node's own start, the client's, and the bundle's. On this machine (${cpus().length} × ${cpus()[0]?.model.trim()}) and not on Lambda's: for
comparison between versions of the project.

${table(['function', 'minified, kB', 'gzipped, kB', 'init ms, median', 'init ms, most'], rows)}

${table(['function', 'its largest parts, kB'], parts)}
`;
stdout.write(section);
writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), 'bundles', section));
stderr.write(`written to ${PAGE}\n`);

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
