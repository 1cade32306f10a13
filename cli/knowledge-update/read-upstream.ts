import * as z from 'zod';

/** What one file of upstream's says. */
export type UpstreamFile = { name: string; releases: UpstreamRelease[]; branches: UpstreamBranch[] };
/** A release with its date where the file has one, and the subject lines of its changes. */
export type UpstreamRelease = { version: string; date: string | null; source: string; titles: string[] };
export type UpstreamBranch = { branch: string; longTerm: boolean; endOfLife: string; source: string };

/** endoflife.date's list of a product's cycles. */
const EndOfLifeList = z
  .array(
    z.object({
      cycle: z.string().regex(/^\d+\.\d+$/),
      eol: z.iso.date(),
      lts: z.boolean(),
      latest: z.string().optional(),
      latestReleaseDate: z.iso.date().optional(),
    }),
  )
  .nonempty();

/** A branch's `releases.json` on haproxy.org: names without dates. */
const ReleasesJson = z.object({ branch: z.string(), releases: z.record(z.string(), z.unknown()) });

const RELEASE = /^\d+\.\d+\.\d+$/;

/**
 * Reads a CHANGELOG, a listing of a download directory, haproxy.org's `releases.json` or endoflife.date's list.
 * @returns `null` for a file that is none of these.
 */
export function readUpstream(name: string, text: string): UpstreamFile | null {
  const json = parseJson(text);
  const file = json === null ? readText(name, text) : readJson(name, json);
  return file.releases.length + file.branches.length > 0 ? file : null;
}

function readText(name: string, text: string): UpstreamFile {
  const changes = readChangeList(text);
  return { name, releases: changes.length > 0 ? changes : readListing(text), branches: [] };
}

/** `2024/11/07 : 3.0.6` heads the subject lines of a release, each after `    - `; long ones go on below. */
function readChangeList(text: string): UpstreamRelease[] {
  const releases: UpstreamRelease[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, date, version] = /^(\d{4}\/\d{2}\/\d{2}) : (\S+)\s*$/.exec(line) ?? [];
    const title = /^ {4}- (.*\S)/.exec(line)?.[1];
    const more = /^ {6,}(\S.*)$/.exec(line)?.[1];
    const titles = releases.at(-1)?.titles;
    if (date && version) {
      releases.push({ version, date: date.replaceAll('/', '-'), source: 'changelog', titles: [] });
    } else if (title) titles?.push(title);
    else if (more && titles && titles.length > 0) titles.push(`${titles.pop()} ${more.trim()}`);
  }
  return releases;
}

function readListing(text: string): UpstreamRelease[] {
  const entries = text.matchAll(
    /haproxy-(\d+\.\d+\.\d+)\.tar\.gz(?!\.)[^\n]*?(\d{4}-\d{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}-\d{4})/g,
  );
  return [...entries].flatMap(([, version, written]) => {
    const date = new Date(`${written} UTC`);
    if (!version || Number.isNaN(date.getTime())) return [];
    return [{ version, date: date.toISOString().slice(0, 10), source: 'haproxy.org listing', titles: [] }];
  });
}

function readJson(name: string, json: unknown): UpstreamFile {
  const cycles = EndOfLifeList.safeParse(json);
  if (cycles.success) return readCycles(name, cycles.data);
  const listed = ReleasesJson.safeParse(json);
  const versions = listed.success
    ? Object.keys(listed.data.releases).filter((version) => RELEASE.test(version))
    : [];
  const releases = versions.map((version) => ({ version, date: null, source: 'releases.json', titles: [] }));
  return { name, releases, branches: [] };
}

function readCycles(name: string, cycles: z.infer<typeof EndOfLifeList>): UpstreamFile {
  const source = 'endoflife.date';
  return {
    name,
    releases: cycles.flatMap(({ latest, latestReleaseDate }) =>
      latest && latestReleaseDate && RELEASE.test(latest)
        ? [{ version: latest, date: latestReleaseDate, source, titles: [] }]
        : [],
    ),
    branches: cycles.map(({ cycle, lts, eol }) => ({ branch: cycle, longTerm: lts, endOfLife: eol, source })),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
