import { decodeRequest, encodeRequest, MessageSplitter, rawData, Reader, UUID, Writer } from '@hazelrx/protocol';
import { clientAuthentication } from '@hazelrx/protocol/operations';
import { expect, it } from 'vitest';
import { describeVectors, readJson } from './vectors.js';

interface Samples {
  authenticationRequest: { args: Record<string, unknown> & { uuid: string }; hex: string };
  fragments: { wire: string[]; joinedFrames: string[] };
}

const samples = (): Samples => readJson('messages/samples.json') as Samples;

describeVectors('the sample messages', () => {
  it('an authentication request of protocol 2.0, written and read', () => {
    const { args, hex } = samples().authenticationRequest;
    const request = { ...args, uuid: UUID.parse(args.uuid) };
    const writer = new Writer(rawData);
    encodeRequest(clientAuthentication, writer, request as never);
    expect(Buffer.from(writer.copy()).toString('hex')).toBe(hex);
    expect(decodeRequest(clientAuthentication, Reader.over(Buffer.from(hex, 'hex')))).toEqual(request);
  });

  it('a fragmented message, joined', () => {
    const { wire, joinedFrames } = samples().fragments;
    const messages: Buffer[] = [];
    const splitter = new MessageSplitter((bytes, _view, start, end) => {
      messages.push(Buffer.from(bytes.subarray(start, end)));
    }, 1024);
    for (const chunk of wire) splitter.push(Buffer.from(chunk, 'hex'));
    expect(messages).toHaveLength(1);
    expect(contentsOf(messages[0]!)).toEqual(joinedFrames);
  });
});

function contentsOf(message: Buffer): string[] {
  const contents: string[] = [];
  for (let at = 0; at < message.length; at += message.readInt32LE(at)) {
    contents.push(message.toString('utf8', at + 6, at + message.readInt32LE(at)));
  }
  return contents;
}
