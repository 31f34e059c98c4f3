import { describe, expect, test } from 'vitest';
import { CONTENDERS, takesPart } from '../../bench/step/contenders.mjs';
import { MODELS } from '../../bench/step/models.mjs';
import { HELP, parseOptions } from '../../bench/step/options.mjs';
import { UsageError } from '../../scripts/options.mjs';

describe('the options of npm run bench', () => {
  test('default to five rounds of everything', () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({ rounds: 5, limit: 120, output: 'bench', help: false });
    expect(options.models).toEqual(Object.keys(MODELS));
    expect(options.contenders).toEqual(Object.keys(CONTENDERS));
  });

  test('name models and contenders, which keep the order of the list', () => {
    const options = parseOptions(['--models', 'lstm,4x128', '--contenders=jax, this', '--rounds', '2']);
    expect(options.models).toEqual(['4x128', 'lstm']);
    expect(options.contenders).toEqual(['this', 'jax']);
    expect(options.rounds).toBe(2);
  });

  test.each([
    ['--models 4x129', "there is no model '4x129'. There are 4x128, 50x128"],
    ['--contenders this,torch', "there is no contender 'torch'. There are this"],
    ['--contenders toString', "there is no contender 'toString'"],
    ['--rounds 0', "--rounds takes a whole number of at least 1, not '0'"],
    ['--limit ten', "--limit takes a whole number of at least 1, not 'ten'"],
    ['--round 3', '--round'],
    ['4x128', '4x128'],
  ])('%s is refused, with the reason', (line, reason) => {
    const args = line.split(' ');
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(reason);
  });

  test('the help names every model and every contender', () => {
    for (const name of [...Object.keys(MODELS), ...Object.keys(CONTENDERS)]) expect(HELP).toContain(name);
  });
});

test('the bare products are of plain dense networks only, and networks for time by depth are ours alone', () => {
  const on = (model: string): string[] =>
    Object.keys(CONTENDERS).filter((name) => takesPart(name, CONTENDERS[name], MODELS[model]));
  expect(on('4x128')).toEqual(Object.keys(CONTENDERS));
  expect(on('lstm')).toEqual(Object.keys(CONTENDERS).filter((name) => !name.endsWith('products')));
  expect(on('skips')).not.toContain('products');
  expect(on('200x64')).toEqual(['this']);
});
