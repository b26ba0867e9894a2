import { execFileSync } from 'node:child_process'
import { constants, existsSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'

/** As many as a small commit and its header take. */
const MESSAGE_BYTES = 72

/**
 * The floor under every latency: bytes written into a FIFO that another process polls in its event loop. No order, no
 * state, no recipe; the state of this peer is the last message.
 *
 * @type {import('../types.js').Contender}
 */
export const fifo = {
  async connect({ directory, role }) {
    const path = join(directory, 'fifo')
    if (!existsSync(path)) execFileSync('mkfifo', ['-m', '600', path])
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    const message = Buffer.alloc(MESSAGE_BYTES)
    const state = { at: 0 }
    let version = 0
    /** @type {(state: object, version: number) => void} */
    let listener = () => {}

    if (role === 'reader') {
      const buffer = Buffer.alloc(64 * MESSAGE_BYTES)
      // Writes of less than a page are whole, and so is what a read of a multiple of them returns.
      /** @type {import('node:net').SocketConstructorOpts & import('node:net').ConnectOpts} */
      const options = {
        fd,
        readable: true,
        writable: false,
        onread: {
          buffer,
          callback(bytes) {
            for (let at = 0; at < bytes; at += MESSAGE_BYTES) {
              version = buffer.readDoubleLE(at)
              state.at = buffer.readDoubleLE(at + 8)
              listener(state, version)
            }
            return true
          },
        },
      }
      new Socket(options)
    }

    /** @param {(draft: any) => void} recipe */
    function update(recipe) {
      recipe(state)
      message.writeDoubleLE(++version, 0)
      message.writeDoubleLE(state.at, 8)
      writeSync(fd, message)
    }

    return {
      get version() {
        return version
      },
      congested: false,
      drained: async () => {},
      getState: () => state,
      update,
      commit(recipe) {
        update(recipe)
        return undefined
      },
      subscribe(next) {
        listener = next
      },
      close() {},
    }
  },
}
