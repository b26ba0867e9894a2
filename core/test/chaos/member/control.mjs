// What a member is told to do. Everything is done between two acts of its own.
import { setImmediate as turn } from 'node:timers/promises'
import { digestOfState } from '../ledger.mjs'

/** Whoever lives and is told of nothing for so long is not going to be. */
const SETTLED_MS = 60_000

/** @param input a process's standard input, or a worker's port */
export function createControl(input, seat, pipe) {
  let paused = false
  let resume = () => {}
  let resumed = Promise.resolve()

  const commands = {
    /** Somebody's commit of that version was acknowledged: no state that is older may be read any more. */
    look(wanted) {
      if (!seat.isOpen) return
      const n = seat.freshest()
      // A newer program has taken its file over: it keeps the last state of its own schema, and knows that it is closed.
      if (!seat.isOpen) return
      pipe.say(`l ${wanted} ${n}`)
      pipe.flush()
    },
    pause() {
      if (paused) return
      paused = true
      resumed = new Promise(resolve => {
        resume = resolve
      })
    },
    resume() {
      paused = false
      resume()
    },
    rest: () => seat.rest(),
    /** Its store ended, or its file was migrated: it goes on, as a newer program. */
    reopen: schema => seat.open(schema),
    /** Only a broken member is told that somebody dies. */
    mourn() {
      if (!paused && seat.isOpen) seat.mourn()
    },
    /** Everybody else sleeps: it must wake them. */
    ring() {
      if (seat.isOpen) seat.commit(0, () => 0)
      pipe.say('g true')
      pipe.flush()
    },
    async count() {
      // Nobody is stopped now: it must be true of all.
      await seat.store.settled({ timeout: SETTLED_MS }).catch(seat.report)
      const state = seat.store.getState()
      const { n, chain, made } = state
      const peers = seat.store.peers().map(({ id }) => id)
      pipe.say(`n ${JSON.stringify({ n, chain, made, digest: digestOfState(state), peers })}`)
      pipe.flush()
      seat.counted()
    },
    leave() {
      seat.leave()
      process.exit(0)
    },
  }

  async function obey(message) {
    const [[command, argument]] = Object.entries(message)
    try {
      await commands[command](argument)
    } catch (error) {
      seat.report(error)
    }
  }

  if (input.postMessage) input.on('message', obey)
  else {
    let rest = ''
    input.setEncoding('utf8')
    input.on('data', text => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()
      for (const line of lines) obey(JSON.parse(line))
    })
    // The referee is gone.
    input.on('end', () => process.exit(0))
  }

  return {
    /** Lets messages arrive; while it is paused, until it may go on. */
    async turn() {
      await turn()
      while (paused) {
        pipe.say('p')
        pipe.flush()
        await resumed
      }
      // Without a store there is nothing to do but to wait for what is told.
      if (!seat.isOpen) await new Promise(resolve => setTimeout(resolve, 5))
    },
  }
}
