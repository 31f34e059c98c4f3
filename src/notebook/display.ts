// Display messages: MIME bundles to the notebook, or their plain text to standard output.
import { loadedModules, printLine, processId } from '../platform';

/** Jupyter's MIME bundle: one value in several formats, of which the front end takes the richest that it can draw. */
export type MimeBundle = Readonly<Record<string, unknown>> & { readonly 'text/plain': string };

/** tslab's function that sends a display message. */
type DisplayWriter = (
  content: { data: object; metadata: object; transient: { display_id?: string } },
  update?: boolean,
) => void;

/**
 * Finds the kernel's display function; null in a plain Node program. The kernel has loaded its own copy of tslab, which may be
 * installed anywhere: the module cache has that copy, and reading the cache loads none where there is no kernel.
 */
function displayWriter(): DisplayWriter | null {
  const modules = loadedModules();
  const path = Object.keys(modules).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  const exported =
    path === undefined
      ? undefined
      : (modules[path]!.exports as { lastWriteDisplayData?: DisplayWriter | null });
  return exported?.lastWriteDisplayData ?? null;
}

/** Whether the program runs in a Jupyter kernel. */
export const isInNotebook = (): boolean => displayWriter() !== null;

/** Shows a bundle; in a plain Node program its plain text goes to standard output. */
export function display(bundle: MimeBundle): void {
  const write = displayWriter();
  if (write) write({ data: bundle, metadata: {}, transient: {} });
  else printLine(bundle['text/plain']);
}

let displayCount = 0;

/** A display whose contents can be replaced (update_display_data); in a plain Node program it shows nothing. */
export function updatableDisplay(): { set(bundle: MimeBundle): void } {
  const id = `vanishing-gradients-${processId()}-${++displayCount}`;
  let update = false;
  return {
    set(bundle) {
      displayWriter()?.({ data: bundle, metadata: {}, transient: { display_id: id } }, update);
      update = true;
    },
  };
}
