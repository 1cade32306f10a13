import type { Command } from 'commander';
import { filesOf, linesOf } from '../archive/archive-files.ts';
import { checkSamples } from '../archive/check-samples.ts';
import { hint } from '../text/invocation.ts';
import { withFilesRead } from '../text/progress.ts';
import { samplesLines, sampleWarnings } from '../text/samples.ts';
import { columns, EXIT, quoted, visible } from '../text/terminal.ts';

/**
 * `auditor validate --samples PATH…`: checks files of samples, of whatever program, against the archive's format.
 * @returns the exit code
 * @throws CommanderError, with the exit code for wrong usage, where a path has no file of samples
 */
export async function validateSamples(
  paths: readonly string[],
  options: { json?: true; exitZero?: true },
  command: Command,
): Promise<number> {
  const files = paths.flatMap((path) => {
    const found = filesOf(path) ?? [];
    if (found.length === 0) {
      command.error(`error: ${quoted(path)}: no file of samples (.ndjson or .ndjson.gz)`, {
        exitCode: EXIT.usage,
      });
    }
    return found.map((file) => ({ file, lines: linesOf(file) }));
  });
  const check = await withFilesRead('reading samples', (told) =>
    checkSamples(files, new Date(), (read) => told(read, files.length)),
  );
  const isValid = check.issueCount === 0 && check.samples > 0;
  const warnings = sampleWarnings(check);
  if (options.json) {
    const { coverage, ...figures } = check;
    const readings = coverage.map(({ reading, share }) => ({ reading: reading.name, share }));
    process.stdout.write(`${JSON.stringify({ valid: isValid, ...figures, warnings, readings })}\n`);
  } else {
    const verdict = `${paths.map(visible).join(', ')}: ${isValid ? 'valid' : 'not valid'}`;
    const next = isValid
      ? hint('What they say', 'score', ...paths)
      : hint('Once that is fixed', 'validate', '--samples', ...paths);
    process.stdout.write(
      `${[...samplesLines(check, columns(process.stdout)), verdict, '', next].join('\n')}\n`,
    );
  }
  if (!isValid) return EXIT.usage;
  return warnings.length > 0 && !options.exitZero ? EXIT.findings : EXIT.done;
}
