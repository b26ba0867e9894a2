/// <reference lib="dom" />
import { workloadCalled } from '../../workloads.mjs'
import { CLOCK, PATHS } from '../wire.mjs'
import { openSocketTo, stopwatch, storeAt } from './sockets.mjs'

const { value } = workloadCalled('medium')

/** What is timed: a commit, or a bare message, to one page and to many. @typedef {'one' | 'many' | 'bareOne' | 'bareMany'} Kind */

/** When the server sent something, and when how many had it. @type {Map<string, { kind: Kind, sent: number, last: number, seen: number }>} */
const arrivals = new Map()

/** Bytes of the last frame that a store got. */
let frameBytes = 0

/** @param {Kind} kind @param {number} sent by the server's clock, and so this message's name */
function arrived(kind, sent) {
  const name = `${kind} ${sent}`
  const arrival = arrivals.get(name) ?? { kind, sent, last: 0, seen: 0 }
  arrivals.set(name, arrival)
  arrival.last = stopwatch()
  arrival.seen += 1
}

/** How far the server's clock is ahead, in µs: of many questions the one that was answered soonest tells it best. */
async function clockDifference() {
  const socket = await openSocketTo(PATHS.bare)
  let soonest = Number.POSITIVE_INFINITY
  let ahead = 0
  for (let n = 0; n < 300; n += 1) {
    const asked = stopwatch()
    const answer = new Promise(resolve => {
      socket.onmessage = ({ data }) => resolve(new DataView(data).getFloat64(0) / 1000)
    })
    socket.send(Uint8Array.of(CLOCK))
    const there = await answer
    const took = stopwatch() - asked
    if (took >= soonest) continue
    soonest = took
    ahead = there - (asked + took / 2)
  }
  socket.close()
  return ahead
}

/** A page of its own, with code, store and sockets of its own, which times by the clock of the one around it. */
export function startFrame() {
  /** @type {any} */
  const around = parent
  Object.assign(window, {
    /** @param {Kind} kind @param {string} path @param {(kind: Kind, sent: number) => void} report */
    async follow(kind, path, report) {
      const store = await storeAt(path, socket =>
        socket.addEventListener('message', ({ data }) => {
          around.frameArrived(data.byteLength)
        }),
      )
      store.subscribe(state => report(kind, value(state, store.version) / 1000))
    },
    /** @param {Kind} kind @param {string} path @param {(kind: Kind, sent: number) => void} report */
    async followBare(kind, path, report) {
      const socket = await openSocketTo(path)
      socket.onmessage = ({ data }) => report(kind, new DataView(data).getFloat64(0) / 1000)
    },
  })
  around.frameStarted(window)
}

/** @param {number} count @returns {Promise<any[]>} */
function openFrames(count) {
  return new Promise(resolve => {
    /** @type {any[]} */
    const started = []
    Object.assign(window, {
      /** @param {number} bytes */
      frameArrived: bytes => {
        frameBytes = bytes
      },
      /** @param {any} frame */
      frameStarted: frame => {
        if (started.push(frame) === count) resolve(started)
      },
    })
    for (let n = 0; n < count; n += 1) {
      const frame = document.createElement('iframe')
      frame.src = '/frame'
      document.body.append(frame)
    }
  })
}

/** @type {Record<string, (parameters: any) => unknown>} */
export const fanOutTasks = {
  /** Opens so many pages within this one, so that they share a process: more processes than cores would measure the machine. */
  async openFrames({ count }) {
    const frames = await openFrames(count)
    for (const frame of frames) {
      await frame.follow('many', PATHS.many, arrived)
      await frame.followBare('bareMany', PATHS.bareMany, arrived)
    }
    await frames[0].follow('one', PATHS.one, arrived)
    await frames[0].followBare('bareOne', PATHS.bareOne, arrived)
  },

  /** How many bytes a commit has on its way to a page. */
  frameBytes: () => frameBytes,

  forget: () => arrivals.clear(),

  /** Microseconds from each sending to its arrival in the last page, by kind. */
  async arrivals({ count }) {
    const ahead = await clockDifference()
    /** @type {Record<Kind, number[]>} */
    const took = { one: [], many: [], bareOne: [], bareMany: [] }
    for (const { kind, sent, last, seen } of arrivals.values()) {
      const expected = kind === 'one' || kind === 'bareOne' ? 1 : count
      if (seen !== expected) throw new Error(`${seen} of ${expected} pages have seen a message to ${kind}`)
      took[kind].push(last - (sent - ahead))
    }
    return took
  },
}
