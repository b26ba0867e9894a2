import { later } from '../replica/later.js'
import { LAPPED, type Log, type Peer, type RecordBatch } from './log.js'
import type { MemoryAttachment, MemoryHub } from './memory-hub.js'

/** Records in one batch: enough to share the copying, few enough to keep a batch short. */
const BATCH_RECORDS = 512

/**
 * One attachment to a store that lives in this thread's memory: the same log as the segment's, over an array. It
 * needs nothing of Node, so tests, pages and server rendering can use it.
 */
export function attachMemoryLog(hub: MemoryHub, title: string): Log {
  let cursor = hub.head
  let onWake: (() => void) | undefined
  let wakeScheduled = false
  let closed = false

  const self: MemoryAttachment = {
    id: randomPeerId(),
    title,
    applied: cursor,
    wanted: 0,
    armed: false,
    wake() {
      if (wakeScheduled) return
      wakeScheduled = true
      later(() => {
        wakeScheduled = false
        if (!closed) onWake?.()
      })
    },
  }
  hub.attachments.add(self)

  let first = 0
  let length = 0
  const batch: RecordBatch = {
    get length() {
      return length
    },
    get firstVersion() {
      return first
    },
    payload: index => hub.record(first + index).payload,
    peer: index => hub.record(first + index).peer,
    time: index => hub.record(first + index).time,
  }

  function committed(version: number): number {
    if (version < 0) return version
    cursor = version
    setApplied(version)
    for (const other of hub.attachments) {
      if (!other.armed || other === self) continue
      other.armed = false
      other.wake()
    }
    return version
  }

  function setApplied(version: number): void {
    if (version === self.applied) return
    const before = self.applied
    self.applied = version
    for (const other of hub.attachments) {
      if (other.wanted > before && other.wanted <= version && other !== self) other.wake()
    }
  }

  function laggards(version: number): Peer[] {
    return peers().filter(peer => peer.version < version)
  }

  function peers(): Peer[] {
    return [...hub.attachments].map(peer => ({
      id: peer.id,
      pid: 0,
      title: peer.title,
      version: peer.applied,
      self: peer === self,
    }))
  }

  return {
    peerId: self.id,
    maxStateBytes: hub.maxStateBytes,
    maxRecordBytes: hub.maxRecordBytes,
    head: () => hub.head,
    append: (expected, payload, size) => committed(hub.append(expected, payload, size, self.id)),
    appendSnapshot: (expected, state) => committed(hub.appendSnapshot(expected, state)),

    read() {
      setApplied(cursor)
      if (cursor === hub.head) return undefined
      if (cursor < hub.tail) return LAPPED
      first = cursor + 1
      length = Math.min(hub.head - cursor, BATCH_RECORDS)
      cursor += length
      return batch
    },

    snapshot() {
      const snapshot = hub.snapshot()
      cursor = snapshot.version
      return snapshot
    },

    checkpointDue: () => hub.checkpointDue(),
    checkpoint: (version, state) => hub.checkpoint(version, state),

    onWake(listener) {
      onWake = listener
    },

    arm() {
      setApplied(cursor)
      self.armed = cursor === hub.head
      return !self.armed
    },

    // Nothing outside this thread can wake a memory store, so there is nothing to stay alive for.
    keepAlive() {},
    peers,

    awaitApplied(version) {
      const behind = laggards(version)
      self.wanted = behind.length > 0 ? version : 0
      return behind
    },

    flush() {},

    close() {
      if (closed) return
      closed = true
      hub.attachments.delete(self)
      for (const other of hub.attachments) if (other.wanted > 0) other.wake()
    },
  }
}

function randomPeerId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
