// Fifty seeds a file, so that files run side by side. ARCHITECTURE_SEED=17 runs that one alone.
import { test } from 'vitest';
import { check } from './check';

export function seeds(from: number, to: number): void {
  const only = Number(process.env.ARCHITECTURE_SEED ?? 0);
  const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  test.each(only === 0 ? all : all.filter((seed) => seed === only))(
    'the random model of seed %i: tape, graph, variableGrads and fit agree, and looking leaves everything as it was',
    (seed) => check(seed),
  );
}
