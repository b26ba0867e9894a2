import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createReplica } from './replica.mjs'
import { createTruth } from './truth.mjs'

const program = fileURLToPath(new URL('../harness/program.mjs', import.meta.url))

/** What goes over the channel: `[COMMIT, epoch, base, ask, patches]`, `[JOIN]`, `[STATE, version, state]`, `[TAKEN, version]`, `[NOTHING]`. */
const COMMIT = 0
const JOIN = 1
const STATE = 2
const TAKEN = 3
const NOTHING = 4

/**
 * A parent process that forks everybody and passes on what they send, by the channel that Node gives forked processes.
 * @param {'json' | 'advanced'} serialization
 * @returns {import('../types.js').Contender}
 */
export function ipcHub(serialization) {
  return {
    hubForks: true,
    async runHub({ initialState, members = [] }) {
      const truth = createTruth(initialState)
      const children = members.map(member =>
        fork(program, [JSON.stringify(member)], { serialization, execArgv: process.execArgv }),
      )
      for (const child of children) {
        child.on('message', (/** @type {any} */ message) => {
          if (message[0] === JOIN) {
            child.send([STATE, truth.version, truth.state])
            return
          }
          if (message[0] === NOTHING) return
          const [, epoch, base, ask, patches] = message
          if (!truth.accept(child, epoch, base, () => patches)) return
          for (const other of children) if (other !== child) other.send(message)
          if (ask) child.send([TAKEN, truth.version])
        })
      }
    },

    async connect() {
      const send = /** @type {NonNullable<typeof process.send>} */ (process.send).bind(process)
      let congested = false
      const replica = createReplica((epoch, base, ask, patches) => {
        if (!send([COMMIT, epoch, base, ask, patches])) congested = true
      })
      let scheduled = false
      function flushSoon() {
        if (scheduled) return
        scheduled = true
        // After the messages that came with this one: they are queued as ticks, too.
        process.nextTick(() => {
          scheduled = false
          replica.flush()
        })
      }

      await new Promise(resolve => {
        process.on('message', (/** @type {any} */ message) => {
          if (message[0] === COMMIT) {
            replica.receive(message[2], message[4])
            flushSoon()
          } else if (message[0] === TAKEN) {
            replica.acknowledged(message[1])
          } else {
            replica.join(message[2], message[1])
            resolve(undefined)
          }
        })
        send([JOIN])
      })

      return {
        ...replica,
        get version() {
          return replica.version
        },
        get congested() {
          return congested
        },
        async drained() {
          // The channel says that it is full, never when it is not: the last message's callback does.
          await new Promise(resolve => send([NOTHING], undefined, undefined, resolve))
          congested = false
        },
        close() {
          process.removeAllListeners('message')
        },
      }
    },
  }
}
