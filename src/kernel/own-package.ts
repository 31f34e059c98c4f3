// The package that the kernel belongs to: a notebook in any folder can import it.
import { createRequire } from 'node:module';

const requireHere = createRequire(__filename);
const { name } = requireHere('../../package.json') as { name: string };

export const isOwnPackage = (specifier: string): boolean =>
  specifier === name || specifier.startsWith(`${name}/`);

/** Node's `require` of a file; one that can't find the kernel's package is given the kernel's. */
export function requireFor(specifier: string, filename: string): NodeJS.Require {
  const plain = createRequire(filename);
  if (!isOwnPackage(specifier)) return plain;
  try {
    plain.resolve(specifier);
    return plain;
  } catch {
    return requireHere;
  }
}
