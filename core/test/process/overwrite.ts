import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs'

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

/** Writes over part of a file in place: who has it mapped sees it at once. */
export function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+')
  writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
}

/** Makes all of a file garbage, at most its first megabyte. */
export function scramble(path: string): void {
  const file = openSync(path, 'r+')
  const bytes = randomBytes(Math.min(fstatSync(file).size, 1 << 20))
  writeSync(file, bytes, 0, bytes.length, 0)
  closeSync(file)
}

export function fingerprintOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
