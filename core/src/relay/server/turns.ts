import { MOST_IN_FLIGHT } from '../protocol.js'

/** After so many times of being overtaken in a row, a client gets a turn. */
const PATIENCE = 4
/** How long others wait for it: some round trips, and little enough that nobody notices. Milliseconds. */
const LONGEST = 20

/**
 * Fairness between the clients of a server: one that is overtaken again and again by others, each time that its commit
 * arrives, holds a turn until its commit is through or its time is over. The commits of the others wait meanwhile.
 */
export interface Turns {
  /** Whether another one has the turn. */
  mustWait(who: object): boolean
  /** Runs `task` when the turn is over; false if too many of `who`'s wait already. */
  wait(who: object, task: () => void): boolean
  overtaken(who: object): void
  /** @param more whether more of its commits follow at once: they belong to the same turn */
  committed(who: object, more: boolean): void
  left(who: object): void
}

export function createTurns(): Turns {
  const overtaken = new WeakMap<object, number>()
  let postponed: { readonly who: object; readonly task: () => void }[] = []
  let holder: object | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function end(): void {
    clearTimeout(timer)
    holder = undefined
    const tasks = postponed
    postponed = []
    // One of them may begin another turn: the others join the queue again, in their order.
    for (const { task } of tasks) task()
  }

  return {
    mustWait: who => holder !== undefined && holder !== who,
    wait(who, task) {
      if (postponed.filter(waiting => waiting.who === who).length >= MOST_IN_FLIGHT) return false
      postponed.push({ who, task })
      return true
    },
    overtaken(who) {
      const times = (overtaken.get(who) ?? 0) + 1
      overtaken.set(who, times)
      if (times < PATIENCE || holder !== undefined) return
      holder = who
      timer = setTimeout(end, LONGEST)
    },
    committed(who, more) {
      overtaken.delete(who)
      if (holder === who && !more) end()
    },
    left(who) {
      postponed = postponed.filter(waiting => waiting.who !== who)
      if (holder === who) end()
    },
  }
}
