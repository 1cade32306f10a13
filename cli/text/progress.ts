import { counted, countPhrase } from '../../lambdas/domain/format.ts';

/** Milliseconds until the first line, and between two. A pipe ends in a log, which is read later and for something else. */
const TERMINAL = { first: 0, between: 3_000 } as const;
const PIPE = { first: 1_000, between: 10_000 } as const;
/** How often a text is looked at that work in the background has not told yet. */
const LOOK_MILLISECONDS = 250;

/** Where progress is shown: stderr, as long as results go to stdout. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean };

/** Whether a line can be drawn again on it: not in a pipe, nor on a terminal that knows no escapes. */
export const isLive = ({ isTTY }: ProgressStream): boolean => isTTY === true && process.env.TERM !== 'dumb';

export interface Progress {
  /** How far it is. It is called as often as something changed; what is shown of that is sparse. */
  show(text: string): void;
  end(): void;
}

/**
 * Says what takes a while, in plain lines: on a terminal at once, elsewhere only once it has taken a second, behind
 * `progress: `, so that a log can be told from what went wrong.
 */
export function startProgress(
  text: string,
  stream: ProgressStream = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const { first, between } = isLive(stream) ? TERMINAL : PIPE;
  const prefix = isLive(stream) ? '' : 'progress: ';
  let [latest, shown, dueAt] = [text, '', now() + first];
  const look = () => {
    if (latest === shown || now() < dueAt) return;
    stream.write(`${prefix}${latest}\n`);
    [shown, dueAt] = [latest, now() + between];
  };
  look();
  const timer = setInterval(look, LOOK_MILLISECONDS).unref();
  return {
    show(text) {
      latest = text;
      look();
    },
    end: () => clearInterval(timer),
  };
}

/** The same while some work lasts. */
export async function withProgress<Result>(
  text: string,
  work: (show: Progress['show']) => Promise<Result>,
): Promise<Result> {
  const { show, end } = startProgress(text);
  try {
    return await work(show);
  } finally {
    end();
  }
}

/** As {@link withProgress}, of work that tells how many files of all it has read. */
export const withFilesRead = <Result>(
  what: string,
  work: (told: (read: number, all: number) => void) => Promise<Result>,
): Promise<Result> =>
  withProgress(what, (show) =>
    work((read, all) => show(`${what}: ${countPhrase(read)} of ${counted(all, 'file')}`)),
  );
