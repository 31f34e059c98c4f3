// Statements that can stand anywhere: in the bodies of functions, loops and branches as at top level.
import { list, number, numberOperators, pair, text, truth, value } from './expressions';
import type { Kind, Source } from './source';

const assignedKinds = ['number', 'string', 'boolean', 'numbers', 'pair', 'maybe', 'record', 'call'] as const;

/** An assignment to a variable of the program, in one of the forms that there are. */
export function assignment(s: Source): string {
  const kind: Kind = s.choose(assignedKinds);
  const variable = s.variable(kind, true);
  if (!variable) return `${number(s, 2)};`;
  const { name } = variable;
  const plain = () => `${name} = ${value(s, kind)};`;
  switch (kind) {
    case 'number':
      return s.one(
        plain,
        () => `(${name}) = ${number(s, 1)};`,
        () => `${name} ${s.choose(numberOperators)} ${number(s, 2)};`,
        () => s.choose([`${name}++;`, `--${name};`, `(${name})--;`, `++(${name});`, `${name}!++;`]),
        () => numberPattern(s, name),
        () => `(${name} as number) = ${number(s, 1)};`,
        () => `if (!Number.isFinite(${name})) ${name} = ${number(s, 0)}; else ${name} %= 100;`,
      );
    case 'string':
      return s.one(
        plain,
        () => `${name} += ${text(s, 1)}.slice(0, 3); ${name} = ${name}.slice(-9);`,
        () => `({ b: ${name} = 'd' } = ${pair(s, 1)} as { b?: string });`,
      );
    case 'numbers':
      return s.one(
        plain,
        () => `${name}.push(${number(s, 1)}); ${name} = ${name}.slice(-4);`,
        () => `[, ...${name}] = ${list(s, 1)};`,
        () => `[${name}[0], ${name}[1] = ${number(s, 1)}] = ${list(s, 1)} as [number, number?];`,
      );
    case 'pair':
      return s.one(
        plain,
        () => `${name}.a ${s.choose(numberOperators)} ${number(s, 1)};`,
        () => `[${name}.a, ${name}['b']] = [${number(s, 1)}, ${text(s, 1)}];`,
        () => `({ ...${name} } = ${pair(s, 1)});`,
        () => `${name} = { ...${name}, b: ${text(s, 1)} };`,
      );
    case 'maybe':
      return s.one(
        plain,
        () => `${name} ??= ${number(s, 1)};`,
        () => `({ a: ${name} } = { a: undefined } as { a: number | undefined });`,
      );
    case 'record':
      return s.one(
        plain,
        () => `delete ${name}[${text(s, 0)}];`,
        () => `${name}[${text(s, 0)}] = ${number(s, 1)};`,
        () => `(${name}.k ??= 0, ${name}.k++);`,
        () => `${name}.j ||= ${number(s, 1)};`,
      );
    default:
      return plain();
  }
}

function numberPattern(s: Source, name: string): string {
  const other = s.variable('number', true)!.name;
  return s.one(
    () => `[${name}, ${other}] = [${other}, ${name}];`,
    () => `[${name} = ${number(s, 1)}] = [] as number[];`,
    () => `({ a: ${name} } = ${pair(s, 1)} as { a: number });`,
    () => `({ ${name} = ${number(s, 1)} } = {} as { ${name}?: number });`,
    () => `({ ${name}, x: { y: [${other} = 2] } } = { ${name}: ${number(s, 1)}, x: { y: [] as number[] } });`,
    () => `[...[${name}, (${other})]] = [${number(s, 1)}, ${number(s, 1)}];`,
    () => `${name} = ${other} = ${number(s, 1)};`,
  );
}

export const print = (s: Source): string =>
  `console.log(${s.one(
    () => number(s, 2),
    () => text(s, 2),
    () => truth(s, 2),
    () => `JSON.stringify(${list(s, 2)})`,
    () => `JSON.stringify(${pair(s, 2)})`,
  )});`;

/** A few statements, which may declare local names of their own. */
export function block(s: Source, depth = 1): string {
  const first = s.once(3) ? local(s, depth) : simple(s, depth);
  return s.once(2) ? first : `${first} ${simple(s, depth)}`;
}

/** A local variable that may hide one of the top level, and what sees it. */
function local(s: Source, depth: number): string {
  const name = s.local();
  const start = s.within([[undefined, name]], () => number(s, 1));
  const rest = s.within([['number', name]], () => `console.log('local', ${name}); ${simple(s, depth)}`);
  return `{ ${s.choose(['let', 'const'])} ${name}: number = ${start}; ${rest} }`;
}

export function simple(s: Source, depth = 1): string {
  const inner = () => block(s, depth - 1);
  if (depth <= 0 || !s.once(4)) return s.once(3) ? print(s) : assignment(s);
  return s.one(
    () => `if (${truth(s, 1)}) { ${inner()} } else { ${inner()} }`,
    () => {
      const name = s.local();
      const items = s.within([[undefined, name]], () => list(s, 1));
      const body = s.repeated(5, () => s.within([['number', name]], inner));
      return `for (const ${name} of ${items}.slice(0, 4)) { ${body} }`;
    },
    () => {
      const name = s.local();
      const error = s.within([[undefined, name]], () => number(s, 1));
      return `try { throw ${error}; } catch (${name}) { console.log('caught', ${name}); ${s.within([[undefined, name]], inner)} } finally { ${inner()} }`;
    },
    () => `{ ${inner()} }`,
  );
}
