// The connection file: where Jupyter tells a kernel which ports to listen on and which key to sign with.
import { readFileSync } from 'node:fs';

export const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;
export type Channel = (typeof channels)[number];

export interface Connection {
  /** Address of each socket, as ZeroMQ writes it. */
  readonly addresses: Readonly<Record<Channel, string>>;
  /** An empty key means that messages are not signed. */
  readonly key: string;
  /** The hash function of the signatures, such as sha256. */
  readonly hash: string;
}

/** Something is wrong with how the kernel was started; the message says what to do. */
export class UsageError extends Error {}

export function readConnection(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the connection file: ${(error as Error).message}`);
  }
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the connection file ${path} is not JSON: ${(error as Error).message}`);
  }
  if (typeof file !== 'object' || file === null)
    throw new UsageError(`the connection file ${path} holds no object`);
  return toConnection(file as Record<string, unknown>, path);
}

function toConnection(file: Record<string, unknown>, path: string): Connection {
  const invalid = (name: string, expected: string): never => {
    const value = JSON.stringify(file[name]) ?? 'nothing';
    throw new UsageError(`the connection file ${path} has ${value} as ${name}; it takes ${expected}`);
  };
  const text = (name: string): string => {
    const value = file[name];
    return typeof value === 'string' ? value : invalid(name, 'a string');
  };
  const port = (name: string): number => {
    const value = file[name];
    return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65536
      ? (value as number)
      : invalid(name, 'a port number');
  };
  const transport = text('transport');
  if (transport !== 'tcp' && transport !== 'ipc') invalid('transport', '"tcp" or "ipc"');
  const ip = text('ip');
  const hash =
    /^hmac-(\w+)$/.exec(text('signature_scheme'))?.[1] ?? invalid('signature_scheme', '"hmac-sha256"');
  const separator = transport === 'tcp' ? ':' : '-';
  const address = (channel: Channel) => `${transport}://${ip}${separator}${port(`${channel}_port`)}`;
  return {
    addresses: {
      shell: address('shell'),
      iopub: address('iopub'),
      stdin: address('stdin'),
      control: address('control'),
      hb: address('hb'),
    },
    key: text('key'),
    hash,
  };
}
