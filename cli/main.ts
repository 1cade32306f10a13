#!/usr/bin/env node
import { run } from './program.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Its reader has read enough, as `head` does; the exit code is the command's own.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
await run(process.argv.slice(2));
