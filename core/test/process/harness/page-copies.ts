import { closeSync, constants, fstatSync, openSync, readSync, writeFileSync } from 'node:fs'
import type { Random } from './random.js'

const PAGE = 4096
/** Where a file's two root pages lie; native/src/layout.h says what is in them. */
const ROOTS = { at: 49_152, bytes: 2 * PAGE }
/** In a root: its number, and the version up to which everything was on the disk before it was written. */
const NUMBER = 0
const HEAD_VERSION = 8 * 8

/**
 * Copies of a file that somebody writes, taken page by page: what its disk might have held had the machine stopped. As
 * long as the roots stay the same nothing was synced in between (a root is written after each sync), so that each page
 * may be on the disk as any of the copies has it.
 */
export interface PageCopies {
  /** The version that was on the disk for certain. */
  readonly durable: number
  readonly count: number
  /** Writes a file that takes each page from some copy. */
  mix(path: string, random: Random): void
}

/** Takes copies of `file`, and keeps those together between which nothing was synced. */
export function createCopier(file: string) {
  const copies = new Map<string, Copies>()

  return {
    take(): void {
      const descriptor = openSync(file, constants.O_RDONLY)
      try {
        const before = read(descriptor, ROOTS.at, ROOTS.bytes)
        const whole = read(descriptor, 0, fstatSync(descriptor).size)
        const after = read(descriptor, ROOTS.at, ROOTS.bytes)
        // Synced meanwhile: some pages are from before, some from after.
        if (!before.equals(after) || !before.equals(rootsOf(whole))) return
        const key = after.toString('latin1')
        const same = copies.get(key) ?? createCopies(durableVersion(after))
        same.add(whole)
        copies.set(key, same)
      } finally {
        closeSync(descriptor)
      }
    },
    all: (): readonly PageCopies[] => [...copies.values()],
  }
}

interface Copies extends PageCopies {
  add(whole: Buffer): void
}

function createCopies(durable: number): Copies {
  const pages: Buffer[][] = []
  let count = 0
  return {
    durable,
    get count() {
      return count
    },
    add(whole) {
      count += 1
      for (let at = 0; at < whole.length; at += PAGE) {
        const page = whole.subarray(at, at + PAGE)
        const known = pages[at / PAGE] ?? []
        if (!known.at(-1)?.equals(page)) known.push(page)
        pages[at / PAGE] = known
      }
    },
    mix(path, random) {
      // Mostly old with some new, mostly new with some old, or anything.
      const old = random.pick([0.02, 0.1, 0.5, 0.9, 0.98])
      const choose = (known: readonly Buffer[]) => {
        if (random.int(10) === 0) return random.pick(known)
        return random.int(1000) < old * 1000 ? known[0]! : known.at(-1)!
      }
      writeFileSync(path, Buffer.concat(pages.map(choose)), { mode: 0o600 })
    },
  }
}

function rootsOf(whole: Buffer): Buffer {
  return whole.subarray(ROOTS.at, ROOTS.at + ROOTS.bytes)
}

function durableVersion(roots: Buffer): number {
  const [even, odd] = [roots.subarray(0, PAGE), roots.subarray(PAGE)]
  const newest = even.readBigUInt64LE(NUMBER) > odd.readBigUInt64LE(NUMBER) ? even : odd
  return Number(newest.readBigUInt64LE(HEAD_VERSION))
}

function read(descriptor: number, at: number, bytes: number): Buffer {
  const into = Buffer.alloc(bytes)
  readSync(descriptor, into, 0, bytes, at)
  return into
}
