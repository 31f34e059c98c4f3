// Jupyter's wire format, message by message.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Coalescer, type Stream } from '../../src/kernel/sockets/coalescer';
import { Wire } from '../../src/kernel/sockets/wire';

const key = 'secret';
const sign = (parts: readonly string[], hash = 'sha256') =>
  parts.reduce((hmac, part) => hmac.update(part), createHmac(hash, key)).digest('hex');

function frames(parts: readonly string[], signature = sign(parts)): Buffer[] {
  return ['peer', '<IDS|MSG>', signature, ...parts].map((part) => Buffer.from(part));
}
const parts = ['{"msg_type":"execute_request","msg_id":"1"}', '{}', '{}', '{"code":"1"}'];

describe('a message', () => {
  const wire = new Wire({ key, hash: 'sha256' });

  test('is read with its identities and its header as it came', () => {
    const request = wire.parse(frames(parts));
    expect(request.type).toBe('execute_request');
    expect(request.content).toEqual({ code: '1' });
    expect(request.origin.header).toBe(parts[0]);
    expect(request.origin.identities.map(String)).toEqual(['peer']);
  });

  test('with a wrong signature, of whatever length, is refused', () => {
    for (const signature of [sign(['other']), '', 'é'.repeat(32)])
      expect(() => wire.parse(frames(parts, signature))).toThrow('a message with a wrong signature');
  });

  test('with frames missing, or without a type, is refused', () => {
    expect(() => wire.parse([Buffer.from('noise')])).toThrow('a message with frames missing');
    expect(() => wire.parse(frames(parts.slice(0, 2)))).toThrow('a message with frames missing');
    expect(() => wire.parse(frames(['{}', '{}', '{}', '{}']))).toThrow('a message without msg_type');
  });

  test('is read unsigned where the key is empty, and another hash function may be named', () => {
    expect(new Wire({ key: '', hash: 'sha256' }).parse(frames(parts, '')).type).toBe('execute_request');
    const sha512 = new Wire({ key, hash: 'sha512' });
    expect(sha512.parse(frames(parts, sign(parts, 'sha512'))).type).toBe('execute_request');
    expect(() => new Wire({ key, hash: 'no-such-hash' })).toThrow(/digest/i);
  });

  test('is written signed, and reads back', () => {
    const outgoing = { prefix: ['topic'], type: 'stream', parent: parts[0]!, content: '{"text":"é"}' };
    const written = wire.serialize(outgoing).map((frame) => Buffer.from(frame));
    expect(written[0]!.toString()).toBe('topic');
    expect(JSON.parse(written[3]!.toString())).toMatchObject({ msg_type: 'stream', version: '5.4' });
    expect(written[4]!.toString()).toBe(parts[0]);
    expect(wire.parse(written)).toMatchObject({ type: 'stream', content: { text: 'é' } });
  });

  test.each([
    ['\ud83d', '\ufffd'],
    ['a\udc00\ud83d\ude00', 'a\ufffd😀'],
    ['\\ud83d', '\\ud83d'],
    ['\\\ud83d', '\\\ufffd'],
  ])('holds no half of a surrogate pair: %j becomes %j', (text, expected) => {
    const content = JSON.stringify({ text });
    const written = wire.serialize({ prefix: [], type: 'stream', parent: '{}', content });
    expect(JSON.parse(String(written.at(-1)))).toEqual({ text: expected });
  });
});

describe('streams', () => {
  const stream = (text: string, name: Stream['name'] = 'stdout', header = 'a'): Stream => ({
    origin: { identities: [], header },
    name,
    text,
  });
  const sent: string[] = [];
  const collect = () =>
    new Coalescer(({ origin, name, text }) => sent.push(`${origin.header} ${name} ${text}`));

  test('of one cell and name travel together, in order', async () => {
    sent.length = 0;
    const coalescer = collect();
    for (const part of [
      stream('1'),
      stream('2'),
      stream('3', 'stderr'),
      stream('4'),
      stream('5', 'stdout', 'b'),
    ])
      coalescer.add(part);
    expect(sent).toEqual(['a stdout 12', 'a stderr 3', 'a stdout 4']);
    await expect.poll(() => sent.at(-1)).toBe('b stdout 5');
  });

  test('are sent before they grow long, and at once when flushed', () => {
    sent.length = 0;
    const coalescer = collect();
    coalescer.add(stream('x'.repeat(300_000)));
    expect(sent).toHaveLength(1);
    coalescer.add(stream('y'));
    coalescer.flush();
    coalescer.flush();
    expect(sent).toHaveLength(2);
  });
});
