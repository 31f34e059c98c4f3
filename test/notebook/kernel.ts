// A way out as the kernel has it: the module that the display room asks the cache for, under the name that it looks for.
import { createRequire } from 'node:module';

export interface Sent {
  readonly data: Record<string, unknown>;
  readonly id: string | undefined;
  readonly update: boolean;
}

const { cache } = createRequire(import.meta.url);
const PATH = '/somewhere/node_modules/tslab/dist/jupyter.js';

/** The messages that `act` sends in a kernel. */
export async function sentBy(act: () => void | Promise<void>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const lastWriteDisplayData = (
    content: { data: Sent['data']; transient: { display_id?: string } },
    update = false,
  ): void => {
    sent.push({ data: content.data, id: content.transient.display_id, update });
  };
  cache[PATH] = { exports: { lastWriteDisplayData } } as unknown as NodeJS.Module;
  try {
    await act();
  } finally {
    Reflect.deleteProperty(cache, PATH);
  }
  return sent;
}

/** The text that `act` prints without a kernel. */
export async function printedBy(act: () => void | Promise<void>): Promise<string> {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = ((chunk: string) => (text += chunk) !== '') as typeof write;
  try {
    await act();
  } finally {
    process.stdout.write = write;
  }
  return text;
}
