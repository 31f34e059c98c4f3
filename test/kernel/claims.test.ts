// Claims that do not hold: a card for a reader, an error in a notebook that runs by itself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernel } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.startWith(`import { checks, claim } from 'vanishing-gradients';`);
});
afterAll(() => kernel.shutdown());

const FALSE_CLAIM = `claim('One is large', 1, { atLeast: 2 }); 'after'`;
const FALSE_CHECK = `checks(['Two is large', 2, { atLeast: 2 }], ['One is large', 1, { atLeast: 2 }]); 'after'`;
const NO_NUMBER = `claim('A layer that is not there', ([] as any[])[3], { expected: 1, tolerance: '1%' }); 'after'`;
const NO_EXPECTATION = `claim('Of no layer', 1, { expected: ([] as any[])[3], tolerance: '1%' }); 'after'`;

describe('for a reader, whose front end takes input,', () => {
  test.each([
    [
      'a claim',
      FALSE_CLAIM,
      '✗ With your numbers this does not hold: One is large (expected at least 2, measured 1)',
    ],
    [
      'a check',
      FALSE_CHECK,
      '✗ With your numbers this does not hold: One is large (expected at least 2, measured 1)',
    ],
    [
      'a measurement that is missing',
      NO_NUMBER,
      'A layer that is not there (there is no number to compare: measured is undefined)',
    ],
    [
      'an expectation that is missing',
      NO_EXPECTATION,
      'Of no layer (there is no number to compare: expected is undefined)',
    ],
  ])('%s is a card, and the cell goes on', async (_what, code, words) => {
    const { reply, result, outputs, stderr } = await kernel.execute(code, { allow_stdin: true });
    expect(reply.status).toBe('ok');
    expect(result).toBe("'after'");
    expect(stderr).toBe('');
    const { data } = outputs[0]!.content as { data: Record<string, string> };
    expect(data['text/plain']).toContain(words);
    expect(data['text/html']).toContain('data-holds="false"');
  });

  test('a wrong argument is an error nevertheless', async () => {
    const { error } = await kernel.execute(`claim('x', '1' as any, { atLeast: 2 });`, { allow_stdin: true });
    expect(error).toMatchObject({ ename: 'TypeError' });
  });
});

describe('in a notebook that runs by itself,', () => {
  test.each([
    ['a claim', FALSE_CLAIM, 'ClaimError'],
    ['a check', FALSE_CHECK, 'ClaimError'],
    ['a measurement that is missing', NO_NUMBER, 'TypeError'],
    ['an expectation that is missing', NO_EXPECTATION, 'TypeError'],
  ])('%s is an error', async (_what, code, ename) => {
    const { reply, error, result } = await kernel.execute(code, { allow_stdin: false });
    expect(reply.status).toBe('error');
    expect(error).toMatchObject({ ename });
    expect(result).toBeUndefined();
  });

  test('the one after a reader’s cell throws too', async () => {
    expect((await kernel.execute(FALSE_CLAIM, { allow_stdin: true })).reply.status).toBe('ok');
    expect((await kernel.execute(FALSE_CLAIM, { allow_stdin: false })).reply.status).toBe('error');
  });

  test('a false claim is a card where the environment says so', async () => {
    const code = (value: string): string =>
      `process.env.VANISHING_GRADIENTS_CLAIMS = '${value}'; ${FALSE_CLAIM}`;
    expect((await kernel.execute(code('show'), { allow_stdin: false })).reply.status).toBe('ok');
    expect((await kernel.execute(code('throw'), { allow_stdin: true })).error).toMatchObject({
      ename: 'ClaimError',
    });
    expect((await kernel.execute(code('hide'), { allow_stdin: true })).error?.evalue).toBe(
      "claim: the environment variable VANISHING_GRADIENTS_CLAIMS must be 'show' or 'throw'; got 'hide'",
    );
    await kernel.execute('delete process.env.VANISHING_GRADIENTS_CLAIMS');
  });
});
