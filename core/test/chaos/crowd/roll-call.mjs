// Now and then everybody stands still and is counted: then all that was ever said has been heard, and all states must be
// one.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { now } from './process.mjs'

const PAGE = 4096
const BELL = /\.bell( \(deleted\))?$/
/** So many times this program itself gets its turn, each time after so long: while the machine stands still, none passes. */
const WAKING_STEPS = 3_000
/** Who breaks rules may acknowledge what will never be: nobody has to wait long for that. */
const WAKING_STEPS_OF_THE_BROKEN = 300
const WAKING_STEP_MS = 10

/** @param parts `crowd`, `referee`, `place`, `breaks`, `record`; @param last nobody goes on afterwards */
export async function callRoll({ crowd, referee, place, breaks, record }, last = false) {
  const { findings, leaks, delays } = referee
  record('roll call')
  const still = now()
  crowd.hold()
  await crowd.until(() => crowd.living().every(crowd.isReady), 'everybody who started has opened its store')
  await standStill(crowd.living())
  // Before anything makes them look for themselves: nobody asks them anything until they have been told.
  await everybodyIsWoken()
  // Nobody dies any more: they find whatever the dead have left, and migrate what nobody has yet.
  const visitors = crowd.seats.filter(({ role }) => role === 'visitor').map(crowd.start)
  await crowd.until(() => visitors.every(crowd.isReady), 'the visitors have opened their stores')
  const isOfNow = ({ number, seat, phase }) =>
    phase === 'ended' || referee.isOf(number, crowd.schemas[seat.store])
  await crowd.until(() => crowd.living().every(isOfNow), 'who is older than its file has left')
  await standStill(visitors)
  await everybodyIsWoken()
  for (const role of ['anchor', 'worker']) await ringBy(role)
  for (const store of Object.keys(crowd.schemas)) await inspect(store)
  for (const { pid } of crowd.living().filter(({ seat }) => seat.role === 'anchor'))
    leaks.process(look(pid, 0))
  leaks.process(look(crowd.nursery.pid, crowd.nursery.workers))
  delays.inspect(still)
  findings.count('roll calls')
  if (last) return
  for (const life of visitors) life.send({ leave: true })
  await crowd.until(() => visitors.every(({ phase }) => phase === 'ended'), 'the visitors have left')
  for (const life of crowd.living()) life.send({ resume: true })
  delays.goOn(now())
  crowd.release()

  async function standStill(lives) {
    for (const life of lives) {
      life.paused = false
      life.send({ pause: true })
    }
    const isStill = ({ paused, phase }) => paused || phase === 'ended'
    await crowd.until(() => lives.every(isStill), 'everybody stands still')
  }

  /** One commit while all others sleep; of a worker, too, because its process rings for all of its threads. */
  async function ringBy(role) {
    for (const store of Object.keys(crowd.schemas)) {
      const life = crowd.living(store).find(({ seat }) => seat.role === role)
      if (life !== undefined) await crowd.ask(life, { ring: true })
    }
    await everybodyIsWoken()
  }

  async function everybodyIsWoken() {
    const most = breaks.length > 0 ? WAKING_STEPS_OF_THE_BROKEN : WAKING_STEPS
    for (let steps = 0; steps < most && referee.asleep().length > 0; steps += 1) await sleep(WAKING_STEP_MS)
    referee.allWereWoken()
  }

  async function inspect(store) {
    const living = crowd.living(store)
    const answers = await Promise.all(living.map(life => crowd.ask(life, { count: true })))
    const present = living
      .map((life, index) => [life, answers[index]])
      .filter(([, answer]) => answer !== undefined)
    const [[first, { n, chain, digest }]] = present
    for (const [life, answer] of present) {
      findings.saw('order')
      const own = `version ${answer.n}, chain ${answer.chain}, state ${answer.digest}`
      if (answer.n !== n || answer.chain !== chain || answer.digest !== digest)
        findings.violate(
          'order',
          `${store}: life ${life.number} has ${own}; life ${first.number} has version ${n}, chain ${chain}, state ${digest}`,
        )
    }
    if (n < referee.acknowledged(store))
      findings.violate(
        'lost',
        `${store}: the newest version is ${n}; ${referee.acknowledged(store)} was acknowledged`,
      )
    referee.inspect(store, n)
    const peers = present.map(([life]) => referee.peerOf(life.number))
    leaks.peers(
      store,
      peers,
      present.map(([life, answer]) => [life.number, answer.peers]),
    )
    leaks.files(store, place.names(store), peers, place.isStore)
  }
}

/** What the operating system says of a process. Doorbells come and go with their peers: they are counted apart. */
function look(pid, workers) {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
  const targets = targetsOf(pid)
  const bells = targets.filter(target => BELL.test(target))
  return { pid, rss: pages * PAGE, descriptors: targets.length - bells.length, bells, workers }
}

/** Without what Node was loading in a worker that ended. */
function targetsOf(pid) {
  return readdirSync(`/proc/${pid}/fd`)
    .map(descriptor => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
      } catch {
        return undefined
      }
    })
    .filter(target => target !== undefined && !/\.(mjs|js|json)$/.test(target))
}
