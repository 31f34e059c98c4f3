import { expect, test } from 'vitest';
import { question } from '../../src/notebook';
import { printedBy, sentBy } from './kernel';

const ask = (): void => {
  question('How much of it is left after ten layers, in parts of "1 < 2"?', {
    options: ['a tenth', 'a <b>millionth</b>'],
    answer: 'A millionth: 1e-6.\n\nThat is $0.25^{10}$ & no more.',
  });
};

test('A question shows its options, and folds its answer', async () => {
  const [sent] = await sentBy(ask);
  const html = sent!.data['text/html'] as string;
  const [before, folded] = html.split('<details>');
  expect(before).toContain('<li>a tenth</li>');
  expect(before).not.toContain('10⁻⁶');
  expect(folded).toMatch(/^<summary>Guess, then open the answer<\/summary><p>A millionth: 10⁻⁶.<\/p><p>That/);
});

test('A question opens without a script: details and summary, which the keyboard reaches', async () => {
  const [sent] = await sentBy(ask);
  expect(sent!.data['text/html']).not.toMatch(/<script|onclick|tabindex/);
});

test('HTML and formulas in a question are shown as they are written', async () => {
  const [sent] = await sentBy(ask);
  const html = sent!.data['text/html'] as string;
  expect(html).toContain('&#34;1 &#60; 2&#34;');
  expect(html).toContain('a &#60;b&#62;millionth');
  expect(html).toContain('mathjax_ignore');
});

test('The index of a single letter is set below the line, and other underscores are left', async () => {
  const [sent] = await sentBy(() =>
    question('At σ_w² = 1 and 1/n_in, what does block_1 of x_train do?', { answer: 'It is z_1.' }),
  );
  const html = sent!.data['text/html'] as string;
  expect(html).toContain('At σ<sub>w</sub>² = 1 and 1/n<sub>in</sub>, what does block_1 of x_train do?');
  expect(html).toContain('It is z<sub>1</sub>.');
  expect(sent!.data['text/plain']).toContain('σ_w² = 1');
});

test('A question leaves its parts for programs', async () => {
  const [sent] = await sentBy(() => question('Why?', { answer: 'Because.' }));
  expect(sent!.data['application/vnd.vanishing-gradients.question+json']).toEqual({
    text: 'Why?',
    options: [],
    answer: 'Because.',
  });
  expect(sent!.data['text/html']).toContain('<summary>Think, then open the answer</summary>');
});

test('On a terminal the answer follows the question', async () => {
  expect(await printedBy(() => question('Why?', { options: ['yes', 'no'], answer: 'Because.' }))).toBe(
    'Question: Why?\n  A. yes\n  B. no\nAnswer: Because.\n',
  );
});

test.each<[unknown[], string]>([
  [['', { answer: 'a' }], "question: text must be a text that is not empty; got ''"],
  [[5, { answer: 'a' }], 'question: text must be a text that is not empty; got 5'],
  [['Why?'], 'question: the second argument must be an object with options, answer'],
  [['Why?', {}], 'question: answer must be a text that is not empty; got undefined'],
  [['Why?', { answer: ' ' }], "question: answer must be a text that is not empty; got ' '"],
  [['Why?', { answer: 'a', options: ['one'] }], 'question: options must be an array of 2 to 26 texts'],
  [['Why?', { answer: 'a', options: 'ab' }], "question: options must be an array of 2 to 26 texts; got 'ab'"],
  [
    ['Why?', { answer: 'a', options: ['one', 2] }],
    'question: options[1] must be a text that is not empty; got 2',
  ],
  [['Why?', { answer: 'a', option: [] }], "did you mean 'options'?"],
])('bad input gets a named error, and nothing is shown: %o', async (args, message) => {
  const sent = await sentBy(() => {
    expect(() => (question as (...a: unknown[]) => void)(...args)).toThrow(message);
  });
  expect(sent).toEqual([]);
});
