import { describe, expect, it } from 'vitest';
import { awkwardClaims, claimsThatCannotFail } from './claim-sources.js';

describe('A claim that cannot fail is found', () => {
  it.each([
    ["claim('a', slope, { expected: slope, tolerance: 0 });", 'the same expression'],
    ["claim('a',\n  f( x ), { expected: f(x), tolerance: '1%' });", 'the same expression'],
    ["claim('a', 0.25, { expected: 0.25, tolerance: 0 });", 'the same expression'],
    ["claim('a', Math.sqrt(1 / 4), { atLeast: 0.1 });", 'a constant'],
    ["checks(['b', good, { atLeast: 1 }], ['a', 0.25 ** 8, { expected: x, tolerance: 1 }]);", 'a constant'],
  ])('%s', (code, reason) => {
    expect(claimsThatCannotFail(code)).toEqual([expect.stringMatching(`^“a”: .*${reason}$`)]);
  });

  it('and one that can fail is not', () => {
    const code =
      "claim('a', Math.max(...slopes), { expected: 1 / 4, tolerance: '1%' }); claim('b', n, { atLeast: 1 });";
    expect(claimsThatCannotFail(code)).toEqual([]);
  });
});

describe('A sentence with a number for its own sake is found', () => {
  it.each([
    'The two differ by 0',
    'They agree by a factor of 1',
    'The first layer gets at least 1 times as much',
    'It gets 0 times what its weights get',
    'A share of 1 of the first gradient is exactly zero',
  ])('%s', (sentence) => {
    expect(awkwardClaims(`claim('${sentence}', x, { atLeast: 1 });`)).toEqual([sentence]);
  });

  it.each(['The two differ by less than 0.001', 'By a factor of 1.5', 'It gets 10 times as much'])(
    'but not in: %s',
    (sentence) => {
      expect(awkwardClaims(`claim('${sentence}', x, { atLeast: 1 });`)).toEqual([]);
    },
  );
});
