import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { Packr } from 'msgpackr'
import {
  asks,
  bodyOf,
  COMMIT,
  createFrameWriter,
  epochOf,
  kindOf,
  readFrames,
  STATE,
  TAKEN,
  versionOf,
} from './frames.mjs'
import { createReplica } from './replica.mjs'
import { createTruth } from './truth.mjs'

const EMPTY = new Uint8Array(0)
const packr = new Packr({ useRecords: false })

/** @param {string} directory */
const socketPath = directory => join(directory, 'hub.sock')

/**
 * A server on a unix socket that everybody connects to, with patches packed by msgpackr. As quick as a careful user
 * makes it: frames of one tick are one write, and the hub passes on the very bytes it got.
 *
 * @type {import('../types.js').Contender}
 */
export const socketHub = {
  async runHub({ directory, initialState }) {
    const truth = createTruth(initialState)
    /** @type {Set<import('node:net').Socket>} */
    const members = new Set()
    const server = createServer(socket => {
      members.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => members.delete(socket))
      const writer = createFrameWriter(socket)
      writer.write(STATE, truth.version, packr.pack(truth.state))
      /** @type {Buffer[]} */
      let taken = []
      let asked = false

      readFrames(
        socket,
        frame => {
          const patches = () => packr.unpack(bodyOf(frame))
          if (!truth.accept(socket, epochOf(frame), versionOf(frame), patches)) return
          taken.push(frame)
          asked ||= asks(frame)
        },
        () => {
          if (taken.length === 0) return
          const bytes = joined(taken)
          for (const member of members) if (member !== socket) member.write(bytes)
          if (asked) writer.write(TAKEN, truth.version, EMPTY)
          taken = []
          asked = false
        },
      )
    })
    await new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(socketPath(directory), () => resolve(undefined))
    })
  },

  async connect({ directory }) {
    const socket = connect(socketPath(directory))
    const writer = createFrameWriter(socket)
    const replica = createReplica((epoch, base, ask, patches) => {
      writer.write(COMMIT, base, packr.pack(patches), epoch, ask)
    })
    await new Promise((resolve, reject) => {
      socket.on('error', reject)
      readFrames(
        socket,
        frame => {
          const kind = kindOf(frame)
          if (kind === COMMIT) replica.receive(versionOf(frame), packr.unpack(bodyOf(frame)))
          else if (kind === TAKEN) replica.acknowledged(versionOf(frame))
          else {
            replica.join(packr.unpack(bodyOf(frame)), versionOf(frame))
            resolve(undefined)
          }
        },
        replica.flush,
      )
    })

    return {
      ...replica,
      get version() {
        return replica.version
      },
      get congested() {
        return socket.writableNeedDrain
      },
      drained: () => new Promise(resolve => socket.once('drain', () => resolve(undefined))),
      close() {
        socket.destroy()
      },
    }
  },
}

/**
 * Frames that follow each other in one buffer are passed on as they lie there.
 * @param {Buffer[]} frames at least one
 */
function joined(frames) {
  const first = /** @type {Buffer} */ (frames[0])
  let end = first.byteOffset
  for (const frame of frames) {
    if (frame.buffer !== first.buffer || frame.byteOffset !== end) return Buffer.concat(frames)
    end += frame.length
  }
  return Buffer.from(first.buffer, first.byteOffset, end - first.byteOffset)
}
