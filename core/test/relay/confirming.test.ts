import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { decodeState, encodeCommit } from '../../src/commit/codec.js'
import { decodeServerFrame } from '../../src/relay/decode-frame.js'
import { encodeClientFrame } from '../../src/relay/encode-client-frame.js'
import type { Port } from '../../src/relay/port.js'
import { type Commits, PROTOCOL_VERSION, type ServerMessage } from '../../src/relay/protocol.js'
import { encodedOnce } from '../../src/relay/server/encoded.js'
import { createMemoryStore, type Store, serveStore } from '../../src/relay.js'

interface Counter {
  n: number
}

function counter(): Store<Counter> {
  const store = createMemoryStore<Counter>({ name: `confirming.${randomUUID()}`, initialState: { n: 0 } })
  onTestFinished(() => store.close())
  return store
}

/** A client that is welcome, frame by frame. */
async function connected(store: Store<Counter>) {
  const received: ServerMessage[] = []
  let receive: ((frame: Uint8Array) => void) | undefined
  const port: Port = {
    silent: false,
    send: frame => void received.push(decodeServerFrame(frame.slice())),
    listen(onFrame) {
      receive = onFrame
    },
    close() {},
    keepAlive() {},
  }
  const served = serveStore(store, port)
  onTestFinished(() => served.close())
  const secret = crypto.getRandomValues(new Uint8Array(16))
  const hello = { type: 'hello', protocol: PROTOCOL_VERSION, store: store.name, schemaVersion: 1 } as const
  receive!(encodeClientFrame({ ...hello, secret, since: Number.MAX_SAFE_INTEGER, token: '' }))
  await vi.waitFor(() => expect(received.at(-1)?.type).toBe('state'))
  const base = store.version
  return {
    newest: () => received.at(-1),
    /** The frames with commits. */
    frames: () => received.filter((message): message is Commits => message.type === 'commits'),
    commit(sequence: number) {
      const payload = encodeCommit([{ op: 'replace', path: ['n'], value: sequence }], undefined).slice()
      receive!(
        encodeClientFrame({ type: 'commit', base, depth: sequence - 1, commits: [{ sequence, payload }] }),
      )
    },
  }
}

const counts = (frames: readonly Commits[]) => frames.map(({ commits }) => commits.length)

test('a commit that comes alone is confirmed before anything else happens, without its content', async () => {
  const store = counter()
  const client = await connected(store)
  client.commit(1)
  const frames = client.frames()
  expect(counts(frames)).toEqual([1])
  expect(frames[0]!.commits[0]).toMatchObject({ sequence: 1, payload: new Uint8Array(0) })
  expect(store.getState()).toEqual({ n: 1 })
})

test('of commits that come together the first is confirmed at once, and the others in one frame', async () => {
  const store = counter()
  const client = await connected(store)
  for (let sequence = 1; sequence <= 10; sequence += 1) client.commit(sequence)
  await vi.waitFor(() => expect(client.frames().at(-1)?.commits.at(-1)?.sequence).toBe(10))
  expect(counts(client.frames())).toEqual([1, 9])
})

test('other clients get a commit with its content, all in the same frame', async () => {
  const store = counter()
  const [one, other] = [await connected(store), await connected(store)]
  one.commit(1)
  store.update(draft => {
    draft.n = 2
  })
  await vi.waitFor(() => expect(other.frames().flatMap(({ commits }) => commits)).toHaveLength(2))
  expect(counts(other.frames())).toEqual([2])
  for (const { payload } of other.frames()[0]!.commits) expect(payload.length).toBeGreaterThan(0)
})

test('a burst in one task is more than is kept of it: clients get the state as a whole', async () => {
  const store = counter()
  const client = await connected(store)
  for (let n = 1; n <= 10_000; n += 1) {
    store.update(draft => {
      draft.n = n
    })
  }
  await vi.waitFor(() => expect(client.newest()).toMatchObject({ type: 'state', version: store.version }))
  expect(client.frames()).toEqual([])
})

test('a state is encoded once for all clients that come while it is the newest', () => {
  const state = { n: 1 }
  expect(encodedOnce(state)).toBe(encodedOnce(state))
  expect(encodedOnce({ n: 1 })).not.toBe(encodedOnce(state))
  expect(decodeState(encodedOnce({ n: 2 })).state).toEqual({ n: 2 })
})
