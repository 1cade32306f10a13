import type { Answers } from './capture.ts';

export interface Lie {
  readonly name: string;
  readonly answers: Answers;
}

/**
 * Answers that no HAProxy gives, made from those of a real one. Texts that a shell might run would make the file
 * `markerPath`.
 */
export function lies(answers: Answers, markerPath: string): Lie[] {
  const { 'show info': info = '', 'show sess': sess = '', 'show pools': pools = '' } = answers;
  const everywhere = (text: string): Answers =>
    Object.fromEntries(Object.keys(answers).map((command) => [command, text]));
  const numbersAre = (value: string): Answers => ({
    ...answers,
    'show info': info.replace(/: \d+$/gm, `: ${value}`),
    'show sess': sess.replace(/\b(age|calls|i)=\w+/g, `$1=${value}`),
    'show sess susp': sess.replace(/\b(age|calls|i)=\w+/g, `$1=${value}`),
    'show pools': pools.replace(/\d+ (allocated|used|bytes)/g, `${value} $1`),
  });
  const versionIs = (version: string): Answers => ({
    ...answers,
    'show info': info.replace(/^Version: .*$/m, () => `Version: ${version}`),
  });
  const shell = `$(touch ${markerPath})\`touch ${markerPath}\`;touch ${markerPath}|touch ${markerPath}`;
  const frontends = (name: string): Answers => {
    const renamed = sess.replace(/ fe=\S+/g, () => ` fe=${name}`);
    return { ...answers, 'show sess': renamed, 'show sess susp': renamed };
  };
  return [
    { name: 'nothing', answers: everywhere('') },
    { name: 'an empty line', answers: everywhere('\n') },
    { name: 'every byte there is', answers: everywhere(everyByte().repeat(40)) },
    { name: 'a line of a megabyte', answers: everywhere('x'.repeat(1 << 20)) },
    { name: 'a million empty lines', answers: everywhere('\n'.repeat(1_000_000)) },
    { name: 'its own sample', answers: everywhere('{"schema":1,"outcome":"sampled","end":true}\n') },
    {
      name: 'another command',
      answers: { ...answers, 'show info': sess, 'show sess': pools, 'show pools': info },
    },
    { name: 'lines ended as on Windows', answers: mapped(answers, (text) => text.replaceAll('\n', '\r\n')) },
    { name: 'everything twice', answers: mapped(answers, (text) => text.trimEnd() + text) },
    { name: 'fields without a value', answers: { ...answers, 'show info': info.replace(/: .*$/gm, ':') } },
    { name: 'numbers that are none', answers: numbersAre('NaN') },
    { name: 'numbers below nought', answers: numbersAre('-1') },
    { name: 'numbers with an exponent', answers: numbersAre('1e400') },
    { name: 'numbers in hexadecimal', answers: numbersAre('0x10') },
    { name: 'numbers of 5,000 digits', answers: numbersAre('9'.repeat(5_000)) },
    {
      name: 'another process',
      answers: { ...answers, 'show info': info.replace(/^Pid: .*$/m, 'PID: 1\nPid:1') },
    },
    { name: 'a version that ends a string', answers: versionIs('2.8.0","end":true,"notes":["') },
    { name: 'a version of backslashes', answers: versionIs('2.8.0\\"\\u0041\\n\\\\\\') },
    {
      name: 'a version of control characters',
      answers: versionIs('2.8.0\u0000\u0001\t\u001b[31m\u007f\u00ff'),
    },
    { name: 'a version over two lines', answers: versionIs('2.8.0"\n"end":true,\nVersion: 9.9.9') },
    { name: 'a version of 100,000 characters', answers: versionIs('2.8.0-'.padEnd(100_000, 'x')) },
    { name: 'a version for a shell', answers: versionIs(shell) },
    { name: 'a version for printf', answers: versionIs('2.8.0%s%n%d%99999999s') },
    { name: 'front ends for a shell', answers: frontends(shell) },
    {
      name: 'front ends that look like fields',
      answers: frontends('GLOBAL" exp= scf=[8,8000h,fd=1,rex=,wex=]'),
    },
  ];
}

function mapped(answers: Answers, change: (text: string) => string): Answers {
  return Object.fromEntries(Object.entries(answers).map(([command, text]) => [command, change(text)]));
}

function everyByte(): string {
  return String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
}
