/** A part of the engine's figures: what it asks of the workers, and what it writes of their answers. */
export interface Part<Task = unknown, Result = unknown> {
  name: string;
  /** @param fleets how many fleets the figures of cohorts rest on */
  tasks(fleets: number): Task[];
  /** Runs in a worker; both ways what goes there is plain data. */
  measure(task: Task): Result;
  /** Markdown. */
  report(results: readonly Result[]): string;
}
