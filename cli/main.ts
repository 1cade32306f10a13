#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { adviseCommand } from './advise.ts';

const program = new Command('auditor').exitOverride();
program.addCommand(adviseCommand().copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else throw error;
}
