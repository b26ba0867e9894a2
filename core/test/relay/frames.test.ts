import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { decodeClientFrame, decodeServerFrame } from '../../src/relay/decode-frame.js'
import { encodeClientFrame } from '../../src/relay/encode-client-frame.js'
import { encodeServerFrame } from '../../src/relay/encode-server-frame.js'
import { type ClientMessage, PROTOCOL_VERSION, type ServerMessage } from '../../src/relay/protocol.js'
import { connectStore, createMemoryStore, serveStore } from '../../src/relay.js'
import { serveWebSockets } from '../../src/relay-websocket.js'
import { emptyBoard, increment, rejection } from '../conformance/world.js'
import { randomly } from '../support/seed.js'
import { client, messagePorts, uniqueBoard } from './harness.js'

const bytes = new Uint8Array([1, 2, 3])
const hello: ClientMessage = {
  type: 'hello',
  protocol: PROTOCOL_VERSION,
  store: 'x',
  schemaVersion: 1,
  secret: new Uint8Array(16),
  since: 5,
  token: 'é',
}
const fromClients: ClientMessage[] = [
  hello,
  { type: 'commit', base: 2 ** 53 - 1, depth: 255, commits: [{ sequence: 2 ** 32 - 1, payload: bytes }] },
  {
    type: 'commit',
    base: 1,
    depth: 0,
    commits: [
      { sequence: 1, payload: bytes },
      { sequence: 2, payload: new Uint8Array(0) },
    ],
  },
  { type: 'received', bytes: 2 ** 40 },
  { type: 'ask', request: 7, what: 'peers' },
  { type: 'drained', request: 3 },
  { type: 'ping' },
]
const peer = { id: 'a', pid: 1, title: 't', version: 2 }
const fromServers: ServerMessage[] = [
  { type: 'welcome', protocol: 1, id: 'abc', readonly: true, maxStateBytes: 2 ** 31, peers: [peer] },
  { type: 'state', version: 9, sequence: -1, state: bytes },
  { type: 'commits', first: 3, commits: [{ peer: 'p', sequence: 0, time: 1.5, payload: bytes }] },
  { type: 'changes', version: 9, sequence: 4, payload: bytes },
  { type: 'refused', sequence: 4, code: 'LOCKSTEP_REFUSED', message: 'no' },
  { type: 'answer', request: 7, code: '', message: '', value: [peer] },
  { type: 'end', final: false, code: 'c', message: 'm' },
  { type: 'drain', request: 3 },
  { type: 'pong' },
]

describe('frames', () => {
  test.each(fromClients)('of clients come out as they went in: $type', message => {
    expect(decodeClientFrame(encodeClientFrame(message))).toEqual(message)
    expect(() => decodeServerFrame(encodeClientFrame(message))).toThrow('LOCKSTEP_PROTOCOL')
  })
  test.each(fromServers)('of servers come out as they went in: $type', message => {
    expect(decodeServerFrame(encodeServerFrame(message))).toEqual(message)
    expect(() => decodeClientFrame(encodeServerFrame(message))).toThrow('LOCKSTEP_PROTOCOL')
  })

  test('of any other bytes are an error that says so, and nothing else', { timeout: 60_000 }, () => {
    const valid = [...fromClients.map(encodeClientFrame), ...fromServers.map(encodeServerFrame)]
    const mutated = fc
      .tuple(fc.constantFrom(...valid), fc.nat(200), fc.nat(255), fc.nat(40))
      .map(([frame, at, byte, cut]) => {
        const copy = frame.slice(0, Math.max(0, frame.length - (cut > 20 ? cut - 20 : 0)))
        if (at < copy.length) copy[at] = byte
        return copy
      })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 100 })), frame => {
        for (const decode of [decodeClientFrame, decodeServerFrame]) {
          try {
            decode(frame)
          } catch (error) {
            expect(error).toMatchObject({ code: 'LOCKSTEP_PROTOCOL' })
          }
        }
      }),
      randomly(5000),
    )
  })
})

test('a frame with many commits is short, and none stands below nothing', () => {
  const commits = (count: number) => new Array(count).fill({ sequence: 1, payload: new Uint8Array(0) })
  const frame = (over: object) =>
    encodeClientFrame({ type: 'commit', base: 0, depth: 0, commits: commits(1), ...over })
  expect(decodeClientFrame(frame({ commits: commits(6000) }))).toMatchObject({ type: 'commit' })
  // Each is little on the wire, and something in memory.
  expect(() => decodeClientFrame(frame({ commits: commits(10_000) }))).toThrow('too many commits')
  expect(() => decodeClientFrame(frame({ depth: -1 }))).toThrow('LOCKSTEP_PROTOCOL')
})

describe('a server', () => {
  test('ends who sends what makes no sense, and goes on serving the others', async () => {
    const origin = createMemoryStore(uniqueBoard())
    onTestFinished(() => origin.close())
    const good = await client(origin)
    const commit = (over: object) =>
      ({
        type: 'commit',
        base: 0,
        depth: 0,
        commits: [{ sequence: 1, payload: bytes }],
        ...over,
      }) as ClientMessage
    const nonsense: unknown[][] = [
      ['no bytes'],
      [new Uint8Array(0)],
      [new Uint8Array(5000)],
      [encodeClientFrame(commit({}))],
      [encodeClientFrame({ ...hello, protocol: 99 } as ClientMessage)],
      [encodeClientFrame({ ...hello, store: 'another' } as ClientMessage)],
      [encodeClientFrame({ ...hello, store: origin.name, schemaVersion: 2 } as ClientMessage)],
      [encodeClientFrame({ ...hello, store: '' } as ClientMessage), encodeClientFrame(hello)],
    ]
    const codes: string[] = []
    for (const messages of nonsense) {
      const [there, here] = messagePorts()
      const served = serveStore(origin, there)
      const ended = new Promise<string>(resolve => {
        here.on('message', (frame: Uint8Array) => {
          const message = decodeServerFrame(frame)
          if (message.type === 'end') resolve(message.code)
        })
      })
      for (const message of messages) here.postMessage(message)
      codes.push(await ended)
      expect(served.closed).toBe(true)
      here.close()
    }
    expect(codes).toEqual([
      'LOCKSTEP_PROTOCOL',
      'LOCKSTEP_PROTOCOL',
      'LOCKSTEP_PROTOCOL',
      'LOCKSTEP_PROTOCOL',
      'LOCKSTEP_PROTOCOL',
      'LOCKSTEP_NOT_FOUND',
      'LOCKSTEP_SCHEMA',
      'LOCKSTEP_PROTOCOL',
    ])
    good.update(increment)
    await good.confirmed()
    expect(origin.getState().n).toBe(1)
  })

  test('does not do twice what is sent twice, nor in the name of another client', async () => {
    const origin = createMemoryStore(uniqueBoard())
    onTestFinished(() => origin.close())
    const sent: Uint8Array[] = []
    const [there, here] = messagePorts()
    serveStore(origin, there)
    const recording = {
      silent: false,
      send(frame: Uint8Array) {
        sent.push(frame.slice())
        here.postMessage(frame)
      },
      listen: (onFrame: (frame: Uint8Array) => void) => void here.on('message', onFrame),
      close: () => here.close(),
      keepAlive() {},
    }
    const store = await connectStore({ name: origin.name, initialState: emptyBoard }, recording)
    store.update(increment)
    await store.confirmed()
    for (const frame of sent.slice(1)) recording.send(frame)
    await store.settled()
    expect(origin.getState().n).toBe(1)
    // What others see of a client is not what it proves itself by.
    const secret = (decodeClientFrame(sent[0]!) as typeof hello & { secret: Uint8Array }).secret
    expect(Buffer.from(secret).toString('hex')).not.toContain(store.peerId)
    store.close()
  })
})

describe('WebSockets', () => {
  test('need the token, a page of the same origin, and their path', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const token = randomUUID()
    const service = await serveWebSockets(origin, { token })
    onTestFinished(async () => {
      await service.close()
      origin.close()
    })
    const definition = { name: origin.name, initialState: emptyBoard }
    expect(new URL(service.url).hostname).toBe('127.0.0.1')
    const wrong = connectStore(definition, () => new WebSocket(service.url), { token: 'wrong' })
    expect((await rejection(wrong)).message).toContain('LOCKSTEP_REFUSED')

    const { host, port } = new URL(service.url)
    const opens = async (headers: Record<string, string>, url = service.url) => {
      const socket = new WebSocket(url, { headers })
      const outcome = await new Promise<boolean>(resolve => {
        socket.on('open', () => resolve(true))
        socket.on('error', () => resolve(false))
      })
      socket.terminate()
      return outcome
    }
    expect(await opens({ origin: `http://${host}` })).toBe(true)
    expect(await opens({})).toBe(true)
    expect(await opens({ origin: 'https://evil.example' })).toBe(false)
    expect(await opens({ origin: 'null' })).toBe(false)
    // A name that was made to point to this machine.
    expect(await opens({ origin: `http://evil.example:${port}`, host: `evil.example:${port}` })).toBe(false)
    expect(await opens({}, `${service.url}other`)).toBe(false)
    await expect(serveWebSockets(origin, { token: 'short' })).rejects.toThrow('LOCKSTEP_OPTIONS')
  })

  test('end whoever sends much before it has shown the token, and take large commits of who has', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const token = randomUUID()
    const service = await serveWebSockets(origin, { token })
    onTestFinished(async () => {
      await service.close()
      origin.close()
    })
    const stranger = new WebSocket(service.url)
    await once(stranger, 'open')
    stranger.on('error', () => {})
    const closed = once(stranger, 'close')
    // A message that never ends: nothing of it reaches who looks at frames.
    const more = setInterval(() => stranger.send(new Uint8Array(4096), { fin: false }), 1)
    await closed
    clearInterval(more)
    await vi.waitFor(() => expect(service.clients.size).toBe(0))

    const definition = { name: origin.name, initialState: emptyBoard }
    const store = await connectStore(definition, () => new WebSocket(service.url), { token })
    onTestFinished(() => store.close())
    const large = 'x'.repeat(200_000)
    store.update(draft => {
      draft.blob = large
    })
    await store.confirmed()
    expect(origin.getState().blob).toBe(large)
  })

  test('turn away whoever asks for what is no address, and who is gone before the answer', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const service = await serveWebSockets(origin, { token: randomUUID() })
    onTestFinished(async () => {
      await service.close()
      origin.close()
    })
    const { hostname, port } = new URL(service.url)
    const ask = (target: string) => {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      )
      return socket
    }
    for (const target of ['//', 'http://[', '/other']) {
      const [answer] = await once(ask(target), 'data')
      expect(String(answer)).toContain('403')
    }
    for (let count = 0; count < 50; count += 1) {
      const socket = ask('/other')
      await once(socket, 'connect')
      if (count % 2 === 0) await new Promise(resolve => setImmediate(resolve))
      socket.resetAndDestroy()
    }
    // Whatever those have led to has happened by then.
    expect(String((await once(ask('/other'), 'data'))[0])).toContain('403')
  })

  test('leave the other paths of a server to its other listeners, and to nobody where there are none', async () => {
    const origin = createMemoryStore(uniqueBoard())
    const server = createServer()
    const service = await serveWebSockets(origin, { token: randomUUID(), server, path: '/live' })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(async () => {
      await service.close()
      origin.close()
      server.close()
    })
    const answer = async () => {
      const socket = new WebSocket(service.url.replace('live', 'chat'))
      const [error] = await once(socket, 'error')
      return String(error)
    }
    expect(await answer()).toContain('403')
    server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 418 Teapot\r\nConnection: close\r\n\r\n'))
    expect(await answer()).toContain('418')
  })
})
