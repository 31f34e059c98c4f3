// Checks of the paths that dashboards write to.
import { invalidArgument } from '../../errors';

/** A TypeError for a path that can't be written to, with the reason. */
export function unwritablePath(
  where: string,
  name: string,
  what: string,
  path: string,
  error: unknown,
): TypeError {
  const { code, message } = error as { code?: string; message: string };
  return new TypeError(
    `${where}: ${name} must be ${what} that can be written to; got '${path}' (${code ?? message})`,
    {
      cause: error,
    },
  );
}

/** A path that is a string. */
export function pathOf(where: string, name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalidArgument(where, name, 'a path', value);
  return value;
}
