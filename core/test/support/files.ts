import { randomUUID } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { encodeState } from '../../src/commit/codec.js'
import { openSegmentLog } from '../../src/log/segment-log.js'
import { realPathOf } from '../../src/store/file-path.js'

/** A directory for one test file's stores. */
export function useDirectory(): string {
  const directory = mkdtempSync(join(realPathOf(tmpdir()), 'lockstep-files-'))
  afterAll(() => {
    const bells = readdirSync(directory).filter(name => name.endsWith('.bell'))
    rmSync(directory, { recursive: true })
    expect(bells, 'doorbells that closed stores left behind').toEqual([])
  })
  return directory
}

/** A file nobody else has. */
export const uniqueFile = (directory: string) => join(directory, `${randomUUID()}.store`)

/** Another peer of a store in a file, as if it were another process. */
export function anotherPeerOf(file: string, initialState: object) {
  return openSegmentLog({
    name: file,
    scope: '',
    file,
    schemaVersion: 1,
    create: { initial: encodeState(initialState), exclusive: false, logBytes: 65536, maxStateBytes: 65536 },
    readonly: false,
    title: 'another',
    lockTimeout: 5000,
  })
}

/** How often a file was synced since it was made: the number of its newest root (native/src/layout.h). */
export function syncsOf(file: string): number {
  const descriptor = openSync(file, 'r')
  const numbers = [49_152, 53_248].map(at => {
    const word = Buffer.alloc(8)
    readSync(descriptor, word, 0, 8, at)
    return Number(word.readBigUInt64LE())
  })
  closeSync(descriptor)
  return Math.max(...numbers)
}
