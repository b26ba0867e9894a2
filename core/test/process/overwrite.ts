import { createHash, randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { tool, windows } from './harness/windows.js'

/** Where things lie in a segment, in bytes; native/src/layout.h says what they are. */
export const LAYOUT = {
  magic: 0,
  fingerprint: 8,
  headerSizes: 24,
  /** Both copies of the control block, without the latch's sequence before them. */
  controls: { at: 4096 + 128, bytes: 512 },
  writerLock: 8192,
  log: 65_536,
} as const

/** Whether a segment is a section of Windows's; only its marker lies at the path. */
const isSection = (path: string) => windows && path.endsWith('.seg')

/** All bytes of a segment. */
export function contentOf(path: string): Buffer {
  return isSection(path) ? tool().readSection(path) : readFileSync(path)
}

/** Writes over part of a segment in place: who has it mapped sees it at once. */
export function overwrite(path: string, at: number, bytes: Uint8Array): void {
  if (isSection(path)) {
    tool().writeSection(path, at, bytes)
    return
  }
  const file = openSync(path, 'r+')
  writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
}

/** Makes garbage of what every segment has memory for: all that comes before the snapshots, where the log is small. */
export function scramble(path: string): void {
  overwrite(path, 0, randomBytes(2 * 65_536))
}

export function fingerprintOf(path: string): string {
  return createHash('sha256').update(contentOf(path)).digest('hex')
}
