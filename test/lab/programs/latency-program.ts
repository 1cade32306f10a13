import { connect } from 'node:net';
import { answerQuestions } from './channel.ts';

export interface LatencyQuestion {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface LatencyAnswer {
  /** Of each request from its connect to the end of its answer. */
  readonly milliseconds: readonly number[];
  /** Requests without an answer. */
  readonly failed: number;
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n\r\n';

answerQuestions<LatencyQuestion, LatencyAnswer>(async ({ port, perSecond, seconds }) => {
  const asked: Promise<number | undefined>[] = [];
  const from = performance.now();
  const maximum = perSecond * seconds;
  await new Promise<void>((resolve) => {
    // By the clock and not after each answer: a proxy that stands still is asked all the same.
    const timer = setInterval(() => {
      const due = Math.min(maximum, ((performance.now() - from) / 1_000) * perSecond);
      while (asked.length < due) asked.push(ask(port));
      if (asked.length < maximum) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  const times = await Promise.all(asked);
  const milliseconds = times.filter((time) => time !== undefined);
  return { milliseconds, failed: times.length - milliseconds.length };
});

/** Milliseconds, or undefined where there was no answer. */
function ask(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const from = performance.now();
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () =>
      resolve(heard.startsWith('HTTP/1.1 200') ? performance.now() - from : undefined),
    );
  });
}
