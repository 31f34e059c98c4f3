// Jupyter's wire format: identities, delimiter, signature, and four JSON frames.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Request } from '../messages';

const DELIMITER = '<IDS|MSG>';
const PROTOCOL_VERSION = '5.4';

export interface Outgoing {
  /** The identities of the peer on a router socket, the topic on the publisher. */
  readonly prefix: readonly (Uint8Array | string)[];
  readonly type: string;
  /** The header of the request that this answers, as JSON; '{}' where there is none. */
  readonly parent: string;
  /** The content as JSON. */
  readonly content: string;
}

/** JSON writes half of a surrogate pair as an escape; Python reads it but can store it nowhere. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\ufffd');
}

export class Wire {
  readonly #key: string;
  readonly #hash: string;
  readonly #session = randomUUID();

  constructor({ key, hash }: { key: string; hash: string }) {
    this.#key = key;
    this.#hash = hash;
    this.#sign([]); // an unknown hash function shows here, not at the first message
  }

  /** Throws where a message is malformed or not signed with the key. */
  parse(frames: readonly Buffer[]): Request {
    const start = frames.findIndex((frame) => frame.toString() === DELIMITER);
    const [signature, ...parts] = frames.slice(start + 1);
    const [header, , , content] = parts;
    if (start < 0 || !signature || !header || !content) throw new Error('a message with frames missing');
    const expected = Buffer.from(this.#sign(parts.slice(0, 4)));
    if (this.#key && !(expected.length === signature.length && timingSafeEqual(expected, signature)))
      throw new Error('a message with a wrong signature');
    const { msg_type: type } = JSON.parse(header.toString()) as { msg_type: unknown };
    if (typeof type !== 'string') throw new Error('a message without msg_type');
    return {
      type,
      content: JSON.parse(content.toString()) as Request['content'],
      origin: { identities: frames.slice(0, start), header: header.toString() },
    };
  }

  serialize({ prefix, type, parent, content }: Outgoing): (Uint8Array | string)[] {
    const header = {
      msg_id: randomUUID(),
      session: this.#session,
      username: 'kernel',
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    };
    const parts = [JSON.stringify(header), parent, '{}', wellFormed(content)];
    return [...prefix, DELIMITER, this.#sign(parts), ...parts];
  }

  #sign(parts: readonly (Buffer | string)[]): string {
    if (!this.#key) return '';
    const hmac = createHmac(this.#hash, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }
}
