import { decoding, left, readByte, readFloat, readRaw, readUint32 } from '../commit/cursor.js'
import { readCount, readString, readValue } from '../commit/decode.js'
import { LockstepError } from '../errors/errors.js'
import { KIND, QUESTIONS, SECRET_BYTES } from './frame-kinds.js'
import {
  type ClientMessage,
  MOST_TOGETHER_BYTES,
  type OwnCommit,
  type SentCommit,
  type SentPeer,
  type ServerMessage,
} from './protocol.js'

/** @throws LOCKSTEP_PROTOCOL if the bytes are no message of a client. What it holds are views into the bytes. */
export function decodeClientFrame(bytes: Uint8Array): ClientMessage {
  return decode(bytes, readClientMessage)
}

/** @throws LOCKSTEP_PROTOCOL if the bytes are no message of a server. What it holds are views into the bytes. */
export function decodeServerFrame(bytes: Uint8Array): ServerMessage {
  return decode(bytes, readServerMessage)
}

function decode<Message>(bytes: Uint8Array, read: () => Message): Message {
  try {
    return decoding(bytes, 'A frame', read)
  } catch (error) {
    throw protocolError(
      error instanceof Error && error.cause instanceof Error ? error.cause.message : 'it is unreadable',
    )
  }
}

/** @param what what is wrong with the frame */
export function protocolError(what: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_PROTOCOL',
    `The other side of a relay sent a frame that makes no sense (${what}): the connection was ended. ` +
      'See that both sides use the same version of Lockstep, and that nothing else talks on this port',
  )
}

function readClientMessage(): ClientMessage {
  const kind = readByte()
  switch (kind) {
    case KIND.hello:
      return {
        type: 'hello',
        protocol: readInteger(),
        store: readString(),
        schemaVersion: readInteger(),
        secret: readRaw(SECRET_BYTES),
        since: readVersion(),
        token: readString(),
      }
    case KIND.commit:
      return { type: 'commit', base: readVersion(), depth: readDepth(), commits: readOwnCommits() }
    case KIND.received:
      return { type: 'received', bytes: readVersion() }
    case KIND.ask: {
      const request = readInteger()
      const what = QUESTIONS[readByte()]
      if (what === undefined) throw new RangeError('it asks for what there is not')
      return { type: 'ask', request, what }
    }
    case KIND.drained:
      return { type: 'drained', request: readInteger() }
    case KIND.ping:
      return { type: 'ping' }
    default:
      throw new RangeError(`a client sends no frame of kind ${kind}`)
  }
}

function readServerMessage(): ServerMessage {
  const kind = readByte()
  switch (kind) {
    case KIND.welcome:
      return {
        type: 'welcome',
        protocol: readInteger(),
        id: readString(),
        readonly: readFlag(),
        maxStateBytes: readVersion(),
        peers: readPeers(),
      }
    case KIND.state:
      return { type: 'state', version: readVersion(), sequence: readInteger(), state: readRest() }
    case KIND.commits:
      return { type: 'commits', first: readVersion(), commits: readCommits() }
    case KIND.changes:
      return { type: 'changes', version: readVersion(), sequence: readInteger(), payload: readRest() }
    case KIND.refused:
      return { type: 'refused', sequence: readUint32(), code: readString(), message: readString() }
    case KIND.answer:
      return {
        type: 'answer',
        request: readInteger(),
        code: readString(),
        message: readString(),
        value: readValue(0),
      }
    case KIND.end:
      return { type: 'end', final: readFlag(), code: readString(), message: readString() }
    case KIND.drain:
      return { type: 'drain', request: readInteger() }
    case KIND.pong:
      return { type: 'pong' }
    default:
      throw new RangeError(`a server sends no frame of kind ${kind}`)
  }
}

function readOwnCommits(): OwnCommit[] {
  const bytes = left()
  const commits: OwnCommit[] = []
  do commits.push({ sequence: readUint32(), payload: readRaw(readCount()) })
  while (left() > 0 && bytes <= MOST_TOGETHER_BYTES)
  // The rest of it is too much: each would become more than it is on the wire.
  if (left() > 0) throw new RangeError('there are too many commits in it')
  return commits
}

function readCommits(): SentCommit[] {
  const commits: SentCommit[] = []
  while (left() > 0) {
    const peer = readString()
    const sequence = readInteger()
    const time = readFloat()
    commits.push({ peer, sequence, time, payload: readRaw(readCount()) })
  }
  return commits
}

/** Whoever serves is trusted with what it says, not with how: a page shows it. */
export function toPeers(value: unknown): SentPeer[] {
  if (!Array.isArray(value)) throw new RangeError('a list of peers is none')
  return value.map((peer: Partial<SentPeer> | null) => ({
    id: String(peer?.id),
    pid: Number(peer?.pid),
    title: String(peer?.title),
    version: Number(peer?.version),
  }))
}

function readPeers(): SentPeer[] {
  return toPeers(readValue(0))
}

function readRest(): Uint8Array {
  return readRaw(left())
}

function readFlag(): boolean {
  return readByte() === 1
}

function readInteger(): number {
  const value = readValue(0)
  if (!Number.isSafeInteger(value)) throw new RangeError('a number is none')
  return value as number
}

function readDepth(): number {
  const value = readInteger()
  if (value < 0) throw new RangeError('a depth is none')
  return value
}

function readVersion(): number {
  const value = readFloat()
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('a version is none')
  return value
}
