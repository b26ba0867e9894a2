// Commits to the ledger over a WebSocket.
import { connectStore } from '@lockstep/core/relay'
import { entry, flaw, ledger } from '../programs/ledger.mjs'
import { asked, serve, tell } from './serve.js'

// Loaded again, it is another writer.
const life = Number(sessionStorage.getItem('life') ?? 0)
sessionStorage.setItem('life', String(life + 1))
const who = `${asked('who')}.${life}`

const store = await connectStore(ledger, () => new WebSocket(asked('url')), { token: asked('token') })
let made = 0
let writing = false
let wrong: string | undefined
let frames = 0
let longestPause = 0
store.subscribe(state => {
  wrong ??= flaw(state)
})

function commit(count: number): void {
  for (const until = made + count; made < until; ) {
    made += 1
    store.update(entry(who, made, Math.floor(Math.random() * 1000)))
  }
}

/** Tells what is confirmed as soon as it is. */
function commitAndTell(count: number): void {
  commit(count)
  const upTo = made
  store.confirmed().then(
    () => tell('confirmed', { who, upTo }),
    error => tell('rejected', { who, upTo, message: String(error) }),
  )
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

async function write(): Promise<void> {
  writing = true
  while (writing) {
    commitAndTell(1 + Math.floor(Math.random() * 4))
    await pause(Math.random() * 40)
  }
}

let before = performance.now()
requestAnimationFrame(function frame(now) {
  frames += 1
  longestPause = Math.max(longestPause, now - before)
  before = now
  requestAnimationFrame(frame)
})

serve({
  who: () => who,
  commit,
  write: () => void write(),
  /** Resolves when everything is confirmed. */
  async stop() {
    writing = false
    await store.confirmed()
  },
  /** So many commits, a few at a time. */
  async commitSlowly(count: number) {
    for (let left = count; left > 0; left -= 10) {
      commitAndTell(Math.min(10, left))
      await pause(20)
    }
  },
  confirmed: () => store.confirmed(),
  pending: () => store.connection.pending,
  /** Resolves when it knows that its server is gone. */
  offline: () =>
    new Promise<void>(resolve => {
      const check = () => {
        if (store.connection.status === 'offline') resolve()
      }
      store.onConnection(check)
      check()
    }),
  /** How often the page was painted since it was asked last, and the longest time in between. */
  painted() {
    const seen = { frames, longestPause }
    frames = 0
    longestPause = 0
    return seen
  },
  /** Resolves when so many commits are there. */
  reach: (n: number) =>
    new Promise<void>(resolve => {
      const check = () => {
        if (store.getState().n < n) return
        unsubscribe()
        resolve()
      }
      const unsubscribe = store.subscribe(check)
      check()
    }),
  see: () => ({ wrong, state: store.getState(), version: store.version }),
  commitAndNavigate(count: number) {
    commit(count)
    location.href = 'about:blank'
  },
  commitAndReload(count: number) {
    commit(count)
    location.reload()
  },
  commitAndClose(count: number) {
    commit(count)
    store.close()
  },
})

if (asked('write') === 'yes') void write()
