import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { encodeCommit } from '../../src/commit/codec.js'
import type { CommitEvent } from '../../src/memory.js'
import { decodeServerFrame } from '../../src/relay/decode-frame.js'
import { encodeClientFrame } from '../../src/relay/encode-client-frame.js'
import { PROTOCOL_VERSION } from '../../src/relay/protocol.js'
import { createMemoryStore, type Port, type ServeOptions, serveStore } from '../../src/relay.js'
import { randomly } from '../support/seed.js'
import { anyStep, type Step } from './hostile-steps.js'

/** What no client of the policies below may see. */
const SECRET = 'top-secret-7f3a'

const initialState = {
  todos: [
    { id: 1, title: 'tea', done: false, tags: new Set(['a']) },
    { id: 2, title: 'milk', done: true, tags: new Set<string>() },
  ],
  users: new Map([['ann', { name: 'Ann', secret: SECRET }]]),
  settings: { theme: 'dark', token: SECRET },
}
type State = typeof initialState

const toggling: ServeOptions<State> = { write: { 'todo/toggle': [['todos', '*', 'done']] } }

/** Everything but what may be changed: as text, so that the order of keys counts too. */
function untouchable(state: State): string {
  return JSON.stringify(state, (key, value) => {
    if (key === 'done') return undefined
    if (value instanceof Map || value instanceof Set) return [value.constructor.name, ...value]
    return value as unknown
  })
}

/** What runs of the fuzzer have done. */
interface Tally {
  runs: number
  frames: number
  toggled: number
  ended: number
}

/** A client of our own, frame by frame. */
function connection(store: ReturnType<typeof createMemoryStore<State>>, policy: ServeOptions<State>) {
  let receive: (frame: Uint8Array | undefined) => void = () => {}
  let settled = () => {}
  /** Resolves when it is welcome, or was sent away. */
  const answered = new Promise<void>(resolve => {
    settled = resolve
  })
  const heard: Uint8Array[] = []
  const port: Port = {
    silent: false,
    send(frame) {
      heard.push(frame.slice())
      settled()
    },
    listen(onFrame) {
      receive = onFrame
    },
    close: () => settled(),
    keepAlive() {},
  }
  const served = serveStore(store, port, policy)
  return { served, heard, answered, send: (frame: Uint8Array | undefined) => receive(frame) }
}

const hello = (secret: number, over: object = {}) =>
  encodeClientFrame({
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    store: 'policy',
    schemaVersion: 1,
    secret: new Uint8Array(16).fill(secret),
    since: 0,
    token: '',
    ...over,
  })

/** Plays the steps against a store of its own, and returns that and all that its clients were sent. */
async function play(steps: readonly Step[], policy: ServeOptions<State>, tally: Tally) {
  const store = createMemoryStore({ name: 'policy', initialState, maxStateBytes: 8192 })
  const events: CommitEvent[] = []
  store.onCommit(event => events.push(event))
  const sent: Uint8Array[] = []
  const connections = []
  let client = connection(store, policy)
  let sequence = 0

  const send = (frame: Uint8Array | undefined) => {
    tally.frames += 1
    if (frame !== undefined) sent.push(frame)
    client.send(frame?.slice())
  }
  async function connect(secret: number): Promise<void> {
    client = connection(store, policy)
    connections.push(client)
    send(hello(secret))
    await client.answered
  }
  const valid = (step: Extract<Step, { kind: 'commit' }>) => {
    const payload = encodeCommit(
      step.patches,
      step.label,
      step.forged ? { client: '00'.repeat(8), sequence: 1, version: 1 } : undefined,
    ).slice()
    const commits = []
    for (let left = step.more ? 2 : 1; left > 0; left -= 1) {
      sequence += step.skip
      commits.push({ sequence, payload })
    }
    return encodeClientFrame({
      type: 'commit',
      // On the head mostly, so that it is let in as far as the policy lets it.
      base: Math.max(0, store.version - step.behind),
      depth: step.depth,
      commits,
    })
  }

  connections.push(client)
  send(hello(1))
  await client.answered
  for (const step of steps) {
    // Whoever was sent away comes again.
    if (client.served.closed) await connect(1)
    switch (step.kind) {
      case 'commit':
        send(valid(step))
        break
      case 'mutated': {
        const frame = valid(step.commit)
        for (const [at, byte] of step.bytes) frame[at % frame.length] = byte
        send(step.cut === 0 ? frame : frame.slice(0, -step.cut))
        break
      }
      case 'replay':
        send(sent[step.of % sent.length])
        break
      case 'raw':
        send(step.bytes)
        break
      case 'large':
        send(
          encodeClientFrame({
            type: 'commit',
            base: 0,
            depth: 0,
            commits: [{ sequence: 1, payload: new Uint8Array(step.size) }],
          }),
        )
        break
      case 'message':
        send(encodeClientFrame(step.message))
        break
      case 'nothing':
        send(undefined)
        break
      case 'again':
        await connect(step.secret)
        break
      case 'protocol':
        client = connection(store, policy)
        connections.push(client)
        send(hello(1, step.over))
        await client.answered
        break
      case 'wait':
        // The server says to its clients what is new.
        await undefined
        break
    }
  }
  await new Promise(resolve => setImmediate(resolve))
  tally.runs += 1
  tally.ended += connections.filter(({ served }) => served.closed).length
  const heard = connections.flatMap(one => one.heard)
  for (const { served } of connections) served.close()
  return { store, events, heard }
}

function newTally(what: string): Tally {
  const tally = { runs: 0, frames: 0, toggled: 0, ended: 0 }
  onTestFinished(() => console.info(`${what}: ${JSON.stringify(tally)}`))
  return tally
}

const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 14 })

test('a client that may only toggle changes nothing else, whatever frames it sends, in whatever order', {
  timeout: 24 * 3600_000,
}, async () => {
  const tally = newTally('fuzzed')
  const before = untouchable(initialState)
  await fc.assert(
    fc.asyncProperty(anySteps, async steps => {
      const { store, events } = await play(steps, toggling, tally)
      expect(untouchable(store.getState())).toBe(before)
      expect(store.closed).toBe(false)
      for (const event of events) {
        expect(event).toMatchObject({ type: 'commit', label: 'todo/toggle' })
        // In nobody else's name.
        expect((event as { peer: string }).peer).not.toBe('00'.repeat(8))
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      tally.toggled += events.length
      store.close()
    }),
    randomly(1500),
  )
  // Some were let in: it is the policy that kept the others out.
  expect(tally.toggled).toBeGreaterThan(0)
  expect(tally.ended).toBeGreaterThan(0)
})

test('a label that is not named is kept out also where it changes nothing: who listens to commits goes by labels', async () => {
  const alreadyDone: Step = {
    kind: 'commit',
    label: 'admin/reset',
    patches: [{ op: 'replace', path: ['todos', 1, 'done'], value: true }],
    skip: 1,
    behind: 0,
    depth: 0,
    more: false,
    forged: false,
  }
  const tally = newTally('played')
  const { events: refused } = await play([alreadyDone], toggling, tally)
  const { events: made } = await play([{ ...alreadyDone, label: 'todo/toggle' }], toggling, tally)
  expect([refused.length, made.length]).toEqual([0, 1])
})

test('a client that is shown a part is never sent the rest, and changes nothing of it', {
  timeout: 24 * 3600_000,
}, async () => {
  const tally = newTally('fuzzed with a part')
  const policy: ServeOptions<State> = {
    read: [
      ['todos', '*', 'done'],
      ['todos', '*', 'id'],
      ['users', '*', 'name'],
    ],
  }
  const secrets = (state: State) =>
    JSON.stringify([
      state.settings,
      state.todos.map(({ title, tags }) => [title, ...tags]),
      [...state.users.values()].map(({ secret }) => secret),
    ])
  const before = secrets(initialState)
  await fc.assert(
    fc.asyncProperty(anySteps, async steps => {
      const { store, heard } = await play(steps, policy, tally)
      expect(secrets(store.getState())).toBe(before)
      for (const frame of heard) {
        decodeServerFrame(frame)
        expect(Buffer.from(frame).includes(SECRET)).toBe(false)
      }
      tally.toggled += store.version
      store.close()
    }),
    randomly(500),
  )
  expect(tally.toggled).toBeGreaterThan(0)
})

test('the same frames change other things where nothing forbids it', { timeout: 120_000 }, async () => {
  const tally = newTally('control')
  const before = untouchable(initialState)
  let changed = 0
  await fc.assert(
    fc.asyncProperty(anySteps, async steps => {
      const { store } = await play(steps, {}, tally)
      if (untouchable(store.getState()) !== before) changed += 1
      store.close()
    }),
    { ...randomly(1), numRuns: 200 },
  )
  expect(changed).toBeGreaterThan(0)
})
