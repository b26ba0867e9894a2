// One member of the crowd: a process, or a worker thread of nursery.mjs. It does what its seed says until it is killed,
// dies by its own hand or is told to leave, and the referee hears of everything through a pipe.
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { createRandom } from '../random.mjs'
import { createActs } from './acts.mjs'
import { createControl } from './control.mjs'
import { createPipe } from './pipe.mjs'
import { createSeat } from './seat.mjs'

/** What the crowd decided about this life. */
const plan = isMainThread ? JSON.parse(process.argv[2]) : workerData
const pipe = createPipe(plan.life, plan.pipe)
// It has begun: who hangs from here on hangs in its store.
pipe.flush()
const random = createRandom(plan.seed)
const seat = createSeat(plan, pipe, random)
const control = createControl(isMainThread ? process.stdin : parentPort, seat, pipe)
const acts = createActs(plan, seat, pipe, random)

if (seat.open(plan.schema)) await live()

async function live() {
  for (let done = 0; ; done += 1) {
    await control.turn()
    if (!seat.isOpen) continue
    if (plan.end.act === done) return end()
    await acts.next()
  }
}

/** The ways that are not somebody else's. */
function end() {
  if (plan.end.how === 'leave') {
    seat.leave()
    // A worker's port and a process's input would keep it alive.
    process.exit(0)
  }
  seat.die(plan.end)
}
