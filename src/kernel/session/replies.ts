// The requests that run no cell.
import type { Workspace } from '../run/workspace';
import { toCodePoints, toUtf16 } from './code-points';
import type { History } from './history';
import { isComplete } from './is-complete';
import { kernelInfo } from '../kernel-info';

type Content = Readonly<Record<string, unknown>>;
type Answer = (content: Content) => object;

export function createReplies(workspace: Workspace, history: History): Record<string, Answer> {
  return {
    kernel_info_request: () => kernelInfo,
    is_complete_request: ({ code }) => isComplete(String(code)),
    complete_request: (content) => complete(workspace, ...position(content)),
    inspect_request: (content) => inspect(workspace, ...position(content)),
    history_request: (content) => ({ status: 'ok', history: history.find(content) }),
    comm_info_request: () => ({ status: 'ok', comms: {} }),
  };
}

function position({ code, cursor_pos: cursor }: Content): [code: string, offset: number] {
  const text = String(code);
  return [text, toUtf16(text, typeof cursor === 'number' ? cursor : Infinity)];
}

function complete(workspace: Workspace, code: string, offset: number) {
  const { start, end, candidates } = workspace.complete(code, offset);
  const [cursorStart, cursorEnd] = [toCodePoints(code, start), toCodePoints(code, end)];
  const types = candidates.map(({ name, kind }) => ({
    start: cursorStart,
    end: cursorEnd,
    text: name,
    type: kind,
  }));
  return {
    status: 'ok',
    matches: candidates.map(({ name }) => name),
    cursor_start: cursorStart,
    cursor_end: cursorEnd,
    // JupyterLab shows them beside the names.
    metadata: { _jupyter_types_experimental: types },
  };
}

function inspect(workspace: Workspace, code: string, offset: number) {
  const text = workspace.inspect(code, offset);
  const data = text ? { 'text/plain': text } : {};
  return { status: 'ok', found: Boolean(text), data, metadata: {} };
}
