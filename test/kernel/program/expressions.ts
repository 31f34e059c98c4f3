// Expressions of a known type. All end soon, and no value grows without bound.
import type { Kind, Source } from './source';

type Expression = (source: Source, depth: number) => string;

export const number: Expression = (s, depth) => {
  const leaf = () =>
    s.one(
      () => literal(s),
      () => s.variable('number')?.name ?? literal(s),
    );
  if (depth <= 0) return leaf();
  const inner = () => number(s, depth - 1);
  const written = (write: (name: string) => string) => () => {
    const variable = s.variable('number', true);
    return variable ? `(${write(variable.name)})` : leaf();
  };
  return s.one(
    leaf,
    leaf,
    () => `((${inner()}) ${s.choose(['+', '-', '*', '%', '&', '|', '^', '>>', '>>>'])} ${inner()})`,
    // TypeScript may take `<<` for the beginning of type arguments where more follows.
    () => `(${inner()} << ${s.below(4)})`,
    written((name) => `${name} = ${inner()}`),
    written((name) => `${name} ${s.choose(numberOperators)} ${inner()}`),
    written((name) => s.choose([`${name}++`, `++${name}`, `${name}--`, `--${name}`, `(${name})++`])),
    written((name) => `${name}++, ${inner()}`),
    () => `(${truth(s, depth - 1)} ? ${inner()} : ${inner()})`,
    () => call(s, depth),
    () => call(s, depth),
    () => `${text(s, depth - 1)}.length`,
    () => `${list(s, depth - 1)}.length`,
    () => `${list(s, depth - 1)}.reduce((sum, v) => sum + v * ${inner()}, 0)`,
    () => {
      const maybe = s.variable('maybe');
      return maybe ? `(${maybe.name} ?? ${inner()})` : leaf();
    },
    () => `${pair(s, depth - 1)}${s.choose(['.a', '?.a', `['a']`])}`,
    () => `(${s.variable('record')?.name ?? '({} as Record<string, number>)'}[${text(s, 0)}] ?? ${inner()})`,
    () => {
      const local = s.local();
      return `((${local}: number) => ${s.body([['number', local]], () => number(s, depth - 1)).code})(${inner()})`;
    },
    () => `(function () { return ${inner()}; })()`,
    () => made(s, depth),
    () => `Math.max(...${list(s, depth - 1)}.slice(0, 3), ${inner()})`,
    () => `Number(${truth(s, depth - 1)})`,
  );
};

export const numberOperators = [
  '+=',
  '-=',
  '*=',
  '%=',
  '**=',
  '<<=',
  '>>=',
  '>>>=',
  '&=',
  '|=',
  '^=',
  '&&=',
  '||=',
  '/=',
];

const literal = (s: Source) =>
  s.choose(['0', '1', '2', '3', '5', '8', '13', '0.5', '(-1)', '(-4)', '0x10', '1_000']);

const call = (s: Source, depth: number): string => {
  const callee = s.variable('call');
  if (!callee) return literal(s);
  const argument = number(s, depth - 1);
  return s.choose([
    `${callee.name}(${argument})`,
    `${callee.name}(${argument})`,
    `${callee.name}?.(${argument})`,
    `${callee.name}(...([${argument}] as const))`,
    `${callee.name}.call(undefined, ${argument})`,
    `(${callee.name})(${argument})`,
    `(${callee.name} as (n: number) => number)(${argument})`,
    `[${argument}].map((v) => ${callee.name}(v))[0]!`,
  ]);
};

/** A number from an object that is made for it. */
const made = (s: Source, depth: number): string => {
  const type = s.variable('class');
  const argument = number(s, depth - 1);
  return type
    ? s.choose([`new ${type.name}(${argument}).value`, `new ${type.name}(${argument}).bump(2)`])
    : argument;
};

export const text: Expression = (s, depth) => {
  const leaf = () =>
    s.one(
      () => s.choose([`'a'`, `'bc'`, `'é'`, `''`]),
      () => s.variable('string')?.name ?? `'s'`,
    );
  if (depth <= 0) return leaf();
  return s.one(
    leaf,
    () => `(${text(s, depth - 1)} + ${text(s, depth - 1)}).slice(0, 8)`,
    () => `\`<\${${number(s, depth - 1)}}>\``,
    () => `\`\${${text(s, 0)}}-\${\`\${${text(s, depth - 1)}}\`}\`.slice(-5)`,
    () => `String(${truth(s, depth - 1)})`,
    () => `(typeof ${s.variables.length ? s.choose(s.variables).name : '1'})`,
    () => `${pair(s, depth - 1)}.b`,
    () => `Object.keys(${s.variable('record')?.name ?? '{}'}).join()`,
    () => {
      const variable = s.variable('string', true);
      return variable
        ? `(${variable.name} ${s.choose(['=', '&&=', '||='])} ${text(s, depth - 1)}.slice(0, 9))`
        : leaf();
    },
  );
};

export const truth: Expression = (s, depth) => {
  const compared = () =>
    `(${number(s, depth - 1)} ${s.choose(['<', '>', '<=', '>='])} ${number(s, depth - 1)})`;
  if (depth <= 0) return compared();
  return s.one(
    compared,
    compared,
    () => s.variable('boolean')?.name ?? compared(),
    () => `!${truth(s, depth - 1)}`,
    () => `(${truth(s, depth - 1)} ${s.choose(['&&', '||'])} ${truth(s, depth - 1)})`,
    () => `(${text(s, depth - 1)} in ${s.variable('record')?.name ?? '({})'})`,
    () => `${list(s, depth - 1)}.includes(${number(s, depth - 1)})`,
  );
};

export const list: Expression = (s, depth) => {
  const leaf = () =>
    s.one(
      () => `[${number(s, 0)}, ${number(s, 0)}]`,
      () => s.variable('numbers')?.name ?? '[4]',
    );
  if (depth <= 0) return leaf();
  return s.one(
    leaf,
    () => `[...${list(s, depth - 1)}, ${number(s, depth - 1)}].slice(0, 5)`,
    () => `${list(s, depth - 1)}.map((v) => v + ${number(s, depth - 1)})`,
    () => `[...${s.variable('sequence')?.name ?? '(() => [7])'}()]`,
    () => `[${number(s, depth - 1)}, , ${number(s, depth - 1)}].map((v) => v ?? 0)`,
  );
};

export const pair: Expression = (s, depth) => {
  const leaf = () => s.variable('pair')?.name ?? `({ a: 6, b: 'p' })`;
  if (depth <= 0) return leaf();
  return s.one(
    leaf,
    () => `({ a: ${number(s, depth - 1)}, b: ${text(s, depth - 1)} })`,
    () => `({ ...${leaf()}, a: ${number(s, depth - 1)} })`,
  );
};

/** A value of any kind that can be written as an expression. */
export const value = (s: Source, kind: Kind, depth = 2): string => {
  switch (kind) {
    case 'number':
      return number(s, depth);
    case 'string':
      return text(s, depth);
    case 'boolean':
      return truth(s, depth);
    case 'numbers':
      return list(s, depth);
    case 'pair':
      return pair(s, depth);
    case 'maybe':
      return `(${truth(s, 1)} ? ${number(s, depth)} : undefined)`;
    case 'record':
      return `{ k: ${number(s, depth)}, [${text(s, 0)}]: ${number(s, 1)} } as Record<string, number>`;
    case 'call':
      return s.withoutCalls(() => {
        const local = s.local();
        return s.within([['number', local]], () =>
          s.one(
            () => `(${local}) => ${number(s, depth)}`,
            () => `function (${local}) { return ${number(s, depth)}; }`,
          ),
        );
      });
    default:
      throw new Error(`there is no expression for ${kind}`);
  }
};

/** Writes a variable as text that is the same wherever it is printed. */
export const printed = (name: string, kind: Kind): string => {
  switch (kind) {
    case 'numbers':
    case 'pair':
    case 'record':
      return `JSON.stringify(${name})`;
    case 'call':
    case 'task':
    case 'sequence':
    case 'class':
      return `typeof ${name}, ${name}.name`;
    default:
      return name;
  }
};
