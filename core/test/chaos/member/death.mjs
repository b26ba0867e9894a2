// The deaths that a member dies by its own hand, at places that a signal from outside would seldom meet.
const now = () => Number(process.hrtime.bigint()) / 1e6

/** What a life's planned error says. */
export const lastWords = life => `The end of life ${life}`

export function createDeath(plan, pipe, random) {
  const { how, at } = plan.end
  /** How often the place is passed first. */
  let passes = at === undefined ? Number.POSITIVE_INFINITY : random.between(5, 400)

  function die({ how }) {
    pipe.say(`z ${how} ${now()}`)
    pipe.flush()
    if (how === 'sigkill') process.kill(process.pid, 'SIGKILL')
    else if (how === 'exit') process.exit(0)
    // Out of a listener or a timer it ends the process, or the worker.
    queueMicrotask(() => {
      throw new Error(lastWords(plan.life))
    })
  }

  return {
    now: die,
    /** @param place `recipe` (before its changes are committed), `listener`, or `commit` (after it, not acknowledged) */
    at(place) {
      if (place !== at) return
      passes -= 1
      if (passes === 0) die({ how })
    },
  }
}
