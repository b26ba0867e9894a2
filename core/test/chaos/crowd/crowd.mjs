// The crowd: keeps its places filled, lets lives end as they were planned, and now and then does something to all of them.

import { startLife } from './life.mjs'
import { startNursery } from './nursery.mjs'
import { makeSeats, planLife, WORKER_PLACES } from './seats.mjs'
import { whereIs } from './where-is.mjs'

/** An acknowledged commit is shown to somebody else at most so often. */
const LOOK_EVERY_MS = 10
/** Who takes longer hangs, also on a machine with too much to do. */
export const PATIENCE_MS = 300_000

/** @param parts `referee`, `random`, `place`, `breaks`, `record` */
export function createCrowd(parts) {
  const { referee, random, place, breaks, record } = parts
  const { findings } = referee
  const seats = makeSeats()
  const lives = new Map()
  const schemas = { memory: 1, file: 1 }
  const lastLook = { memory: 0, file: 0 }
  const answers = new Map()
  const mourned = { memory: [], file: [] }
  let born = 0
  let held = false
  let closed = false
  let waiting = []
  /** Stores that only an anchor may open now: somebody who came before and died would be a store of its own. */
  const barred = new Set()
  const nursery = startNursery(
    WORKER_PLACES,
    place.environment,
    text => closed || findings.violate('alive', text),
  )

  /** Runs `task` then, or when the crowd may go on. */
  function later(milliseconds, task) {
    setTimeout(() => {
      if (closed) return
      if (held) waiting.push(task)
      else task()
    }, milliseconds)
  }

  function start(seat) {
    if (closed || seat.taken || (barred.has(seat.store) && seat.role !== 'anchor')) return undefined
    seat.taken = true
    seat.lives += 1
    born += 1
    const number = born
    const own = random.fork(`${seat.store} ${seat.number} ${seat.lives}`)
    const plan = planLife(seat, own)
    const told = {
      life: number,
      seat: seat.number,
      definition: place.stores[seat.store],
      schema: schemas[seat.store],
      readonly: seat.role === 'reader',
      anchor: seat.role === 'anchor',
      breaks,
    }
    findings.count(`started: ${seat.role}s`)
    const life = startLife(seat, plan, told, {
      referee,
      nursery,
      environment: place.environment,
      record,
      heard,
      dies,
      ended,
      later,
    })
    life.pause = plan.pause
    lives.set(number, life)
    return life
  }

  function heard(life, line) {
    const kind = line[0]
    if (kind === 'o') findings.count('joins')
    else if (kind === 'a') look(life.seat.store)
    else if (kind === 'n' || kind === 'g') answers.get(life.number)?.(JSON.parse(line.slice(2)))
    else if (kind === 'y') mourned[life.seat.store].shift()?.kill()
    else if (kind === 'q' && life.seat.role === 'anchor') {
      life.reopen(schemas[life.seat.store])
    }
  }

  function look(store) {
    // Whoever is asked to look would not sleep while the roll is called.
    if (held) return
    const now = Date.now()
    if (now < lastLook[store] + LOOK_EVERY_MS) return
    lastLook[store] = now
    const open = living(store).filter(life => life.phase === 'open')
    if (open.length > 0) random.pick(open).send({ look: referee.acknowledged(store) })
  }

  /** Who is slow after deaths is told before, and the other dies when it has begun to be. */
  function dies(life) {
    const { store } = life.seat
    const slow = breaks.includes('slow-thief') && living(store).find(({ seat }) => seat.role === 'anchor')
    if (!slow) return life.kill()
    mourned[store].push(life)
    slow.send({ mourn: true })
  }

  function ended(life) {
    lives.delete(life.number)
    answers.get(life.number)?.(undefined)
    const { seat } = life
    seat.taken = false
    if (seat.role !== 'visitor' && !barred.has(seat.store)) later(life.pause, () => start(seat))
  }

  const isReady = life => life.phase !== 'starting'
  const living = store => [...lives.values()].filter(life => store === undefined || life.seat.store === store)

  /** Waits for what only others can bring about. */
  async function until(holds, what) {
    const end = performance.now() + PATIENCE_MS
    while (!holds()) {
      if (closed) throw new Error('The crowd is closed')
      if (performance.now() > end) {
        const late = living().filter(life => !isReady(life) || !life.paused)
        for (const life of late) record(`life ${life.number} is late: ${whereIs(life.pid)}`)
        const names = late.map(
          ({ number, seat, pid, phase }) => `${number} (${seat.store} ${seat.role}, pid ${pid}, ${phase})`,
        )
        findings.violate(
          'alive',
          `waited ${PATIENCE_MS / 1000} s in vain until ${what}; late: ${names.join(', ')}`,
        )
        throw new Error(`It hangs: ${what}`)
      }
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  return {
    nursery,
    living,
    until,
    isReady,
    start,
    schemas,
    seats,
    /** Anchors first: the others find their stores. */
    async begin(stores = Object.keys(schemas)) {
      const mine = seats.filter(seat => stores.includes(seat.store))
      for (const store of stores) barred.add(store)
      const rested = stores.flatMap(living)
      for (const life of rested) life.reopen(schemas[life.seat.store])
      const anchors = [...rested, ...mine.filter(seat => seat.role === 'anchor').map(start)].filter(Boolean)
      await until(() => anchors.every(isReady), 'the first members have opened their stores')
      for (const store of stores) barred.delete(store)
      for (const seat of mine)
        if (seat.role !== 'anchor' && seat.role !== 'visitor') later(random.int(1_500), () => start(seat))
    },
    /**
     * Ends all members of a store in the same moment, so that nobody has it open any more.
     *
     * @param spared the role that only closes it: somebody should live as long as the run
     */
    async wipe(store, spared) {
      barred.add(store)
      const mine = living(store)
      const rest = mine.filter(({ seat }) => seat.role === spared)
      const workers = mine.filter(({ seat }) => seat.role === 'worker')
      for (const life of rest) life.send({ rest: true })
      for (const life of workers) life.kill()
      const isAway = ({ phase }) => phase === 'ended' || phase === 'resting'
      await until(() => [...rest, ...workers].every(isAway), 'worker threads have ended')
      // Who has not opened it yet first: nobody may do so after the others are dead.
      const doomed = living(store).filter(life => !isAway(life))
      for (const starting of [true, false])
        for (const life of doomed) if (isReady(life) !== starting) life.kill()
      await until(() => living(store).every(isAway), `nobody has the store "${store}" open`)
    },
    newer(store) {
      schemas[store] += 1
      referee.newer(store, schemas[store])
      record(`programs of schema ${schemas[store]} come`)
    },
    hold() {
      held = true
      for (const life of living()) life.resume()
    },
    release() {
      held = false
      const tasks = waiting
      waiting = []
      for (const task of tasks) task()
    },
    /** What `life` answers; undefined if it ends instead. */
    async ask(life, message) {
      let answer
      let answered = false
      answers.set(life.number, value => {
        answer = value
        answered = true
      })
      life.send(message)
      await until(() => answered, `life ${life.number} has answered`)
      answers.delete(life.number)
      return answer
    },
    async close() {
      closed = true
      for (const life of living()) life.kill()
      nursery.close()
      const end = performance.now() + 10_000
      while (living().some(({ seat }) => seat.role !== 'worker') && performance.now() < end)
        await new Promise(resolve => setTimeout(resolve, 10))
    },
  }
}
