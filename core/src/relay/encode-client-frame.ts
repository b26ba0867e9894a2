import { writeByte, writeFloat, writeNumber, writeRaw, writeString, writeUint32 } from '../commit/output.js'
import { beginFrame, endFrame } from './build-frame.js'
import { QUESTIONS } from './frame-kinds.js'
import type { ClientMessage, OwnCommit } from './protocol.js'

/** The frame of a client's message: the caller's own bytes. */
export function encodeClientFrame(message: ClientMessage): Uint8Array<ArrayBuffer> {
  beginFrame(message.type)
  writeMessage(message)
  return endFrame()
}

function writeMessage(message: ClientMessage): void {
  switch (message.type) {
    case 'hello':
      writeNumber(message.protocol)
      writeString(message.store)
      writeNumber(message.schemaVersion)
      writeRaw(message.secret)
      writeFloat(message.since)
      writeString(message.token)
      break
    case 'commit':
      writeFloat(message.base)
      writeNumber(message.depth)
      message.commits.forEach(writeOwnCommit)
      break
    case 'received':
      writeFloat(message.bytes)
      break
    case 'ask':
      writeNumber(message.request)
      writeByte(QUESTIONS.indexOf(message.what))
      break
    case 'drained':
      writeNumber(message.request)
      break
    case 'ping':
      break
  }
}

function writeOwnCommit({ sequence, payload }: OwnCommit): void {
  writeUint32(sequence)
  writeNumber(payload.length)
  writeRaw(payload)
}
