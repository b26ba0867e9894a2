// Counts checkpoints without Lockstep: reads the version of the snapshot from the segments themselves.
import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** See native/src/layout.h: the latch, its two copies of Control, and the snapshot's version in one. */
const LATCH = 4096
const COPIES = [LATCH + 128, LATCH + 384]
const SNAPSHOT_VERSION = 6 * 8
const EVERY_MS = 20

/** @returns ends it. Two between two looks count as one. */
export function countCheckpoints(place, count) {
  const word = Buffer.alloc(8)
  const last = new Map()
  function read(descriptor, at) {
    readSync(descriptor, word, 0, 8, at)
    return Number(word.readBigUInt64LE())
  }
  function look(store) {
    const name = readdirSync(place.directory(store)).find(place.isStore)
    if (name === undefined) return
    let descriptor
    try {
      descriptor = openSync(join(place.directory(store), name), 'r')
    } catch {
      // It has just been removed.
      return
    }
    const version = read(descriptor, COPIES[read(descriptor, LATCH) & 1] + SNAPSHOT_VERSION)
    closeSync(descriptor)
    if (version !== last.get(store) && last.has(store)) count()
    last.set(store, version)
  }
  const timer = setInterval(() => {
    for (const store of Object.keys(place.stores)) look(store)
  }, EVERY_MS)
  return () => clearInterval(timer)
}
