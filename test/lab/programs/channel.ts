import { exit } from 'node:process';

const LIFETIME_MILLISECONDS = 600_000;

/** Answers the test's questions until the channel closes or ten minutes have passed. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('disconnect', () => exit(0));
  process.on('SIGTERM', () => exit(0));
  setTimeout(() => exit(0), LIFETIME_MILLISECONDS).unref();
  process.on('message', async ({ id, question }: { id: number; question: Question }) => {
    try {
      process.send?.({ id, answer: await answer(question) });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  });
}
