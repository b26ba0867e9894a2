import { writeValue } from '../commit/encode.js'
import { writeByte, writeFloat, writeNumber, writeRaw, writeString, writeUint32 } from '../commit/output.js'
import { beginFrame, endFrame } from './build-frame.js'
import type { SentCommit, ServerMessage } from './protocol.js'

/** What a frame with a state has beside it, at most. */
const STATE_OVERHEAD = 32

/** The frame of a server's message: the caller's own bytes. */
export function encodeServerFrame(message: ServerMessage): Uint8Array<ArrayBuffer> {
  beginFrame(message.type, message.type === 'state' ? message.state.length + STATE_OVERHEAD : 0)
  writeMessage(message)
  return endFrame()
}

function writeMessage(message: ServerMessage): void {
  switch (message.type) {
    case 'welcome':
      writeNumber(message.protocol)
      writeString(message.id)
      writeByte(message.readonly ? 1 : 0)
      writeFloat(message.maxStateBytes)
      writeValue(message.peers)
      break
    case 'state':
      writeFloat(message.version)
      writeNumber(message.sequence)
      writeRaw(message.state)
      break
    case 'commits':
      writeFloat(message.first)
      message.commits.forEach(writeCommit)
      break
    case 'changes':
      writeFloat(message.version)
      writeNumber(message.sequence)
      writeRaw(message.payload)
      break
    case 'refused':
      writeUint32(message.sequence)
      writeString(message.code)
      writeString(message.message)
      break
    case 'answer':
      writeNumber(message.request)
      writeString(message.code)
      writeString(message.message)
      writeValue(message.value)
      break
    case 'end':
      writeByte(message.final ? 1 : 0)
      writeString(message.code)
      writeString(message.message)
      break
    case 'drain':
      writeNumber(message.request)
      break
    case 'pong':
      break
  }
}

function writeCommit({ peer, sequence, time, payload }: SentCommit): void {
  writeString(peer)
  writeNumber(sequence)
  writeFloat(time)
  writeNumber(payload.length)
  writeRaw(payload)
}
