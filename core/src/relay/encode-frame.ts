import { writeValue } from '../commit/encode.js'
import {
  startWriting,
  writeByte,
  writeFloat,
  writeNumber,
  writeRaw,
  writeString,
  writeUint32,
  written,
} from '../commit/output.js'
import { KIND, QUESTIONS } from './frame-kinds.js'
import type { ClientMessage, OwnCommit, SentCommit, ServerMessage } from './protocol.js'

/** Frames up to this size are built in one buffer that stays. */
const KEEP_BYTES = 64 * 1024
/** What a frame with a state has beside it, at most: it is built in one piece, because its copies take milliseconds. */
const STATE_OVERHEAD = 32

let buffer = new Uint8Array(4096)

/** The frame of a message: the caller's own bytes. */
export function encodeFrame(message: ClientMessage | ServerMessage): Uint8Array<ArrayBuffer> {
  const large = message.type === 'state' && message.state.length > KEEP_BYTES
  startWriting(large ? new Uint8Array(message.state.length + STATE_OVERHEAD) : buffer)
  writeByte(KIND[message.type])
  writeMessage(message)
  const { buffer: out, length } = written()
  if (large) return out.subarray(0, length)
  if (out !== buffer && out.length <= KEEP_BYTES) buffer = out
  return out.slice(0, length)
}

function writeMessage(message: ClientMessage | ServerMessage): void {
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
    case 'drained':
      writeNumber(message.request)
      break
    case 'ping':
    case 'pong':
      break
  }
}

function writeOwnCommit({ sequence, payload }: OwnCommit): void {
  writeUint32(sequence)
  writeNumber(payload.length)
  writeRaw(payload)
}

function writeCommit({ peer, sequence, time, payload }: SentCommit): void {
  writeString(peer)
  writeNumber(sequence)
  writeFloat(time)
  writeNumber(payload.length)
  writeRaw(payload)
}
