import { sectionOf, withSection } from '../marked-section.ts';

const INTRODUCTION = `## The engine's figures

\`npm run bench:engine\` writes this section, \`-- --part NAME\` one part of it (each says what it was made with). All of it is
measured on simulated hosts of seeds that no threshold was set on. A goal is held against the figure as
measured, whatever its interval. Of hosts and fleets, the verdicts stand in "Finding leaks".`;

/** The page with some parts of the engine's section replaced, the others as they were, all in the order given. */
export function withParts(
  page: string,
  order: readonly string[],
  reports: ReadonlyMap<string, string>,
): string {
  const present = sectionOf(page, 'engine') ?? '';
  const body = order.reduce((made, name) => {
    const report = reports.get(name) ?? sectionOf(present, markerOf(name));
    return report === null ? made : withSection(made, markerOf(name), report);
  }, INTRODUCTION);
  return withSection(page, 'engine', body);
}

const markerOf = (part: string): string => `engine ${part}`;
