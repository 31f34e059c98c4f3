// TypeScript programs from seeds, which print as they go, and the places where they may be cut into cells.
import { calls } from './calls';
import { control } from './control';
import { declarations } from './declarations';
import { printed } from './expressions';
import { objects } from './objects';
import { assignment, print, simple } from './simple';
import { Source } from './source';

export interface Program {
  readonly seed: number;
  /** The parts of the program, in their order; a cell may end between any two of them. */
  readonly pieces: readonly string[];
}

export function generate(seed: number): Program {
  const source = new Source(seed, `p${seed}`);
  const rooms = [declarations, declarations, control, objects, calls];
  const pieces: string[] = [];
  for (let i = 0; i < 6; i++) {
    // Written before the part that it will stand in, so it uses no name that is not yet declared there.
    const between = source.one(
      () => assignment(source),
      () => print(source),
      () => simple(source),
    );
    const part = source.choose(source.choose(rooms))(source);
    part.splice(source.below(part.length + 1), 0, between);
    pieces.push(...part);
  }
  const last = source.variables.map(({ name, kind }) => `console.log('${name}', ${printed(name, kind)});`);
  pieces.push(last.slice(0, 10).join('\n'), last.slice(10).join('\n'));
  return { seed, pieces };
}

/** The program's cells: some programs are cut often, some seldom. */
export function cut({ seed, pieces }: Program): string[] {
  const source = new Source(seed + 1_000_003, '');
  const oneIn = 2 + source.below(9);
  const cells: string[] = [];
  for (const piece of pieces) {
    if (cells.length && !source.once(oneIn)) cells.push(`${cells.pop()!}\n${piece}`);
    else cells.push(piece);
  }
  return cells;
}
