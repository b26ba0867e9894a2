import { describe, expect, test } from 'vitest'
import { CONFLICT, FULL, LAPPED, type Log } from '../../src/log/log.js'
import { type CreateWorld, SMALL_LOG, useWorlds } from './world.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (array: Uint8Array) => new TextDecoder().decode(array)

function append(log: Log, expected: number, payload: string): number {
  const encoded = bytes(payload)
  return log.append(expected, encoded, encoded.length)
}

/** Everything there is to read now, as text. */
function readAll(log: Log): string[] {
  const all: string[] = []
  for (;;) {
    const batch = log.read()
    if (batch === LAPPED) throw new Error('lapped')
    if (batch === undefined) return all
    for (let index = 0; index < batch.length; index += 1) all.push(text(batch.payload(index)))
  }
}

/** Appends until the log says that a checkpoint must come first; answers the head. */
function fill(log: Log, payload: string): number {
  for (let head = log.head(); ; ) {
    const version = append(log, head, payload)
    if (version === FULL) return head
    head = version
  }
}

const woken = (log: Log) => new Promise<void>(resolve => log.onWake(resolve))

export function logConformance(createWorld: CreateWorld): void {
  const worlds = useWorlds(createWorld)

  /** Logs that have read the snapshot, as a replica does first. */
  function logs(count: number, options: { logBytes?: number; maxStateBytes?: number } = {}): Log[] {
    const world = worlds.create(options)
    return Array.from({ length: count }, (_, index) => {
      const log = world.attachLog(`log ${index}`)
      log.snapshot()
      return log
    })
  }

  describe('a log', () => {
    test('gives each version once: an append that expects an older head conflicts', () => {
      const [a, b] = logs(2) as [Log, Log]
      expect(append(a, 0, 'first')).toBe(1)
      expect(append(b, 0, 'second')).toBe(CONFLICT)
      expect(b.head()).toBe(1)
      expect(readAll(b)).toEqual(['first'])
      expect(append(b, 1, 'second')).toBe(2)
      expect(readAll(a)).toEqual(['second'])
    })

    test('tells who wrote a record and when', () => {
      const before = Date.now()
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'x')
      const batch = b.read()
      if (batch === undefined || batch === LAPPED) throw new Error('no batch')
      expect(batch.length).toBe(1)
      expect(batch.firstVersion).toBe(1)
      expect(batch.peer(0)).toBe(a.peerId)
      expect(a.peerId).toMatch(/^[0-9a-f]{16}$/)
      expect(batch.time(0)).toBeGreaterThanOrEqual(before - 1)
      expect(batch.time(0)).toBeLessThanOrEqual(Date.now() + 1)
    })

    test('keeps what it was given, whatever the caller does with the bytes afterwards', () => {
      const [a, b] = logs(2) as [Log, Log]
      const payload = bytes('kept and cut')
      a.append(0, payload, 4)
      payload.fill(0)
      expect(readAll(b)).toEqual(['kept'])
    })

    test('hands out many records in order, empty ones too', () => {
      const [a, b] = logs(2, { logBytes: 1024 * 1024 }) as [Log, Log]
      const written = Array.from({ length: 3000 }, (_, index) => (index % 7 === 0 ? '' : `record ${index}`))
      written.forEach((payload, index) => {
        expect(append(a, index, payload)).toBe(index + 1)
      })
      expect(readAll(b)).toEqual(written)
    })

    test('is full when only a checkpoint can make room, and goes on after it', () => {
      const [a] = logs(1, { logBytes: SMALL_LOG }) as [Log]
      const head = fill(a, 'x'.repeat(1000))
      expect(head).toBeGreaterThan(30)
      expect(a.checkpointDue()).toBe(true)
      expect(a.checkpoint(head, bytes('state'))).toBe(true)
      expect(a.checkpointDue()).toBe(false)
      expect(append(a, head, 'more')).toBe(head + 1)
    })

    test('is full when the state could have grown past maxStateBytes, though there is room for the record', () => {
      const [a] = logs(1, { maxStateBytes: 4096, logBytes: SMALL_LOG }) as [Log]
      const head = fill(a, 'x'.repeat(1000))
      expect(head).toBeLessThan(5)
      expect(a.checkpoint(head, bytes('small'))).toBe(true)
      expect(append(a, head, 'x'.repeat(1000))).toBe(head + 1)
    })

    test('laps a reader whose records had to go; it goes on from the snapshot', () => {
      const [a, b] = logs(2, { logBytes: SMALL_LOG }) as [Log, Log]
      const first = fill(a, 'x'.repeat(1000))
      a.checkpoint(first, bytes('the state'))
      for (let head = first; head < first + 10; head += 1) append(a, head, `${head}`.padEnd(1000))
      expect(b.read()).toBe(LAPPED)
      expect(b.read()).toBe(LAPPED)
      const snapshot = b.snapshot()
      expect([snapshot.version, text(snapshot.bytes)]).toEqual([first, 'the state'])
      expect(readAll(b)).toHaveLength(10)
      expect(append(b, first + 10, 'on')).toBe(first + 11)
    })

    test('a checkpoint drops nothing that a reader still needs while there is room', () => {
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'one')
      a.checkpoint(1, bytes('state'))
      append(a, 1, 'two')
      expect(readAll(b)).toEqual(['one', 'two'])
    })

    test('refuses a checkpoint that a newer one has overtaken', () => {
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'one')
      readAll(b)
      append(b, 1, 'two')
      expect(b.checkpoint(2, bytes('two'))).toBe(true)
      expect(a.checkpoint(1, bytes('one'))).toBe(false)
      expect(text(a.snapshot().bytes)).toBe('two')
    })

    test('a snapshot belongs to its reader', () => {
      const [a] = logs(1) as [Log]
      const { bytes: taken } = a.snapshot()
      const before = taken.slice()
      taken.fill(0)
      expect(a.snapshot().bytes).toEqual(before)
    })

    test('commits a whole state as one version, which laps everybody else', () => {
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'one')
      expect(a.appendSnapshot(0, bytes('late'))).toBe(CONFLICT)
      expect(a.appendSnapshot(1, bytes('whole'))).toBe(2)
      expect(b.read()).toBe(LAPPED)
      const snapshot = b.snapshot()
      expect([snapshot.version, text(snapshot.bytes)]).toEqual([2, 'whole'])
      expect(append(b, 2, 'three')).toBe(3)
      expect(readAll(a)).toEqual(['three'])
    })

    test('takes no state beyond maxStateBytes', () => {
      const [a] = logs(1, { maxStateBytes: 4096 }) as [Log]
      expect(a.appendSnapshot(0, new Uint8Array(4097))).toBe(FULL)
      expect(a.head()).toBe(0)
      expect(a.appendSnapshot(0, new Uint8Array(4096))).toBe(1)
    })

    test('wakes who sleeps when somebody else commits', async () => {
      const [a, b] = logs(2) as [Log, Log]
      expect(b.arm()).toBe(false)
      const wake = woken(b)
      append(a, 0, 'x')
      await wake
      expect(readAll(b)).toEqual(['x'])
    })

    test('does not fall asleep over something unread', () => {
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'x')
      expect(b.arm()).toBe(true)
      readAll(b)
      expect(b.arm()).toBe(false)
    })

    test('says who has not applied a version, and wakes the one who waits when they have', async () => {
      const [a, b] = logs(2) as [Log, Log]
      a.arm()
      append(a, 0, 'x')
      expect(a.awaitApplied(1).map(peer => peer.id)).toEqual([b.peerId])
      const wake = woken(a)
      readAll(b)
      await wake
      expect(a.awaitApplied(1)).toEqual([])
    })

    test('counts what was read as applied when its reader goes to sleep', () => {
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'x')
      b.read()
      expect(a.awaitApplied(1)).toHaveLength(1)
      b.arm()
      expect(a.awaitApplied(1)).toEqual([])
    })

    test('shows who is attached', () => {
      const [a, b] = logs(2) as [Log, Log]
      append(a, 0, 'x')
      const seen = b.peers().map(({ id, title, version, self }) => ({ id, title, version, self }))
      expect(seen).toContainEqual({ id: a.peerId, title: 'log 0', version: 1, self: false })
      expect(seen).toContainEqual({ id: b.peerId, title: 'log 1', version: 0, self: true })
      a.close()
      a.close()
      expect(b.peers().map(peer => peer.id)).toEqual([b.peerId])
    })
  })
}
