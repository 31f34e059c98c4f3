// The one place that knows of Jupyter: a MIME bundle out to the notebook, or its words to the terminal.

/** The same thing in several forms; the front end takes the richest that it can draw. */
export type Bundle = Readonly<Record<string, unknown>> & { readonly 'text/plain': string };

/** How tslab sends a display message with a whole bundle. */
type Write = (
  content: { data: object; metadata: object; transient: { display_id?: string } },
  update?: boolean,
) => void;

/**
 * The kernel's own way out, or null in a plain Node program. The kernel has loaded its module already, from wherever it is
 * installed: asking the cache finds that very copy, and never loads one where there is no kernel.
 */
function kernelWrite(): Write | null {
  const path = Object.keys(require.cache).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  const exported =
    path === undefined
      ? undefined
      : (require.cache[path]!.exports as { lastWriteDisplayData?: Write | null });
  return exported?.lastWriteDisplayData ?? null;
}

export const inNotebook = (): boolean => kernelWrite() !== null;

/** Shows a bundle; in a plain Node program its words go to standard output. */
export function display(bundle: Bundle): void {
  const write = kernelWrite();
  if (write) write({ data: bundle, metadata: {}, transient: {} });
  else process.stdout.write(bundle['text/plain'] + '\n');
}

let displays = 0;

/** A display whose contents can change. Only in a notebook. */
export function liveDisplay(): { set(bundle: Bundle): void } {
  const id = `vanishing-gradients-${process.pid}-${++displays}`;
  let update = false;
  return {
    set(bundle) {
      kernelWrite()?.({ data: bundle, metadata: {}, transient: { display_id: id } }, update);
      update = true;
    },
  };
}
