/**
 * The part of metric math that an alarm of this project may use: numbers, ids of metrics, + - * / and brackets.
 * @throws for anything else
 */
export function arithmetic(expression: string): (lookUp: (id: string) => number) => number {
  const tokens = expression.match(/\d+(\.\d+)?|[a-z]\w*|\S/g) ?? [];
  const take = () => tokens.shift() ?? '';
  type Term = (lookUp: (id: string) => number) => number;

  function atom(): Term {
    const token = take();
    if (/^\d/.test(token)) return () => Number(token);
    if (/^[a-z]/.test(token)) return (lookUp) => lookUp(token);
    if (token !== '(') throw new Error(`not arithmetic: ${expression}`);
    const inner = sum();
    if (take() !== ')') throw new Error(`not arithmetic: ${expression}`);
    return inner;
  }
  function chain(part: () => Term, operators: Record<string, (a: number, b: number) => number>): Term {
    let left = part();
    for (let apply = operators[tokens[0] ?? '']; apply; apply = operators[tokens[0] ?? '']) {
      take();
      const [a, b, join] = [left, part(), apply];
      left = (lookUp) => join(a(lookUp), b(lookUp));
    }
    return left;
  }
  const product = () => chain(atom, { '*': (a, b) => a * b, '/': (a, b) => a / b });
  const sum = () => chain(product, { '+': (a, b) => a + b, '-': (a, b) => a - b });

  const whole = sum();
  if (tokens.length > 0) throw new Error(`not arithmetic: ${expression}`);
  return whole;
}
