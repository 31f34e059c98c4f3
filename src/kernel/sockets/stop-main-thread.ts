// Stops the main thread, from the sockets thread, whatever it is doing: a loop at top level, after an await, in a timer, in
// microtasks. The debugger pauses it, which tells where it is; if a cell's code is running there, it is ended right there
// (V8 unwinds the whole stack, past any try and finally). The kernel's own code is never cut off halfway.
import { Session, type Debugger } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../messages';

/** The time to wait for the pause: near a stack overflow, the debugger may not pause at all. */
const PAUSE_TIMEOUT_MS = 1000;

/**
 * Pauses the main thread and ends what it runs. Gives the frames that were running, or null where only the kernel itself was
 * at work and went on.
 */
export async function stopMainThread(
  isKernelFile: (file: string) => boolean,
  isCompiling: () => boolean,
): Promise<Frame[] | null> {
  const session = new Session();
  session.connectToMainThread();
  const files = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, toPath(params.url)));
  const toFrame = ({ functionName, location }: Debugger.CallFrame): Frame => ({
    functionName,
    file: files.get(location.scriptId) ?? '',
    line: location.lineNumber + 1,
    column: (location.columnNumber ?? 0) + 1,
  });
  try {
    return await new Promise((resolve) => {
      let limit: NodeJS.Timeout;
      session.on('Debugger.paused', ({ params }) => {
        clearTimeout(limit);
        const frames = params.callFrames.map(toFrame).filter(({ file }) => !isKernelFile(file));
        const terminateOnResume = frames.length > 0;
        session.post('Debugger.resume', { terminateOnResume }, () => {
          resolve(terminateOnResume ? frames : null);
        });
      });
      session.post('Debugger.enable');
      // The answer says that the main thread has taken notice, not that it has paused.
      session.post('Debugger.pause', () => {
        limit = setTimeout(() => {
          if (isCompiling()) resolve(null);
          else
            session.post('Runtime.terminateExecution', () => {
              resolve([]);
            });
        }, PAUSE_TIMEOUT_MS);
      });
    });
  } finally {
    session.post('Debugger.disable');
    session.disconnect();
  }
}

const toPath = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);
