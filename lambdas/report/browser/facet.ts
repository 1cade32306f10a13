import { element } from './elements.ts';

/** A list of words to choose from, opened by a button that says what is chosen. */
export interface Facet {
  root: HTMLDetailsElement;
  /** Shows the words with the rows that each would leave, and which are chosen. */
  show(words: readonly { word: string; rows: number }[], chosen: readonly string[]): void;
}

/** @param choose is told the words that are chosen then */
export function makeFacet(title: string, choose: (words: string[]) => void): Facet {
  const summary = element('summary', {}, title);
  const list = element('fieldset', {}, element('legend', { class: 'heard' }, title));
  const root = element('details', { class: 'facet' }, summary, list);
  const boxes = new Map<string, { box: HTMLInputElement; count: HTMLElement; label: HTMLElement }>();

  list.addEventListener('change', () =>
    choose([...boxes].filter(([, { box }]) => box.checked).map(([word]) => word)),
  );
  root.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    root.open = false;
    summary.focus();
  });
  root.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !root.contains(relatedTarget)) root.open = false;
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !root.contains(target)) root.open = false;
  });

  function show(words: readonly { word: string; rows: number }[], chosen: readonly string[]): void {
    for (const { word, rows } of words) {
      const { box, count, label } = boxes.get(word) ?? add(word);
      box.checked = chosen.includes(word);
      count.textContent = rows.toLocaleString('en');
      label.classList.toggle('none', rows === 0);
    }
    const [first, ...others] = chosen;
    const what =
      first === undefined ? '' : `: ${first || NONE}${others.length > 0 ? ` + ${others.length}` : ''}`;
    summary.textContent = `${title}${what}`;
    root.classList.toggle('chosen', first !== undefined);
  }

  function add(word: string) {
    const box = element('input', { type: 'checkbox' });
    const count = element('span', { class: 'count' });
    const label = element('label', {}, box, element('span', {}, word || NONE), count);
    list.append(label);
    const made = { box, count, label };
    boxes.set(word, made);
    return made;
  }

  return { root, show };
}

const NONE = '(none)';
