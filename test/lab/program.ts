import { join } from 'node:path';
import { execPath } from 'node:process';
import { hasEnded, type LaunchOptions, launch, stopChild } from './launch.ts';

/** A TypeScript program in a process of its own, asked over Node's channel one question at a time. */
export interface Program<Question, Answer> {
  readonly pid: number;
  /** @throws what the program threw, or when it has ended. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

type Message<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { id: number; readonly error: string };

/** Starts `programs/<name>`; it ends with the channel, so with the test, and after ten minutes in any case. */
export function startProgram<Question, Answer>(
  name: string,
  networkOf?: LaunchOptions['networkOf'],
): Program<Question, Answer> {
  const child = launch([execPath, '--no-warnings', join(import.meta.dirname, 'programs', name)], {
    networkOf,
    openFiles: 65_536,
    spawn: { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  child.on('message', (message: Message<Answer>) => {
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) question?.reject(new Error(`${name}: ${message.error}`));
    else question?.resolve(message.answer);
  });
  child.on('exit', () => {
    for (const question of waiting.values()) question.reject(new Error(`${name} has ended`));
  });
  let lastId = 0;
  return {
    pid: child.pid ?? 0,
    ask: (question) => {
      if (hasEnded(child)) return Promise.reject(new Error(`${name} has ended`));
      const id = ++lastId;
      const answer = Promise.withResolvers<Answer>();
      waiting.set(id, answer);
      child.send({ id, question });
      return answer.promise;
    },
    stop: () => stopChild(child),
  };
}
