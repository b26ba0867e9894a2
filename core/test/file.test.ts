import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { encodeState } from '../src/commit/codec.js'
import { openSegmentLog } from '../src/log/segment-log.js'
import { realPathOf } from '../src/store/file-path.js'
import { conformance } from './conformance/all.js'
import type { WorldOptions } from './conformance/world.js'

const directory = mkdtempSync(join(realPathOf(tmpdir()), 'lockstep-files-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Several attachments of one thread: to the file they are peers like any others. */
function createFileWorld({
  initialState,
  logBytes = 4 * 1024 * 1024,
  maxStateBytes = 128 * 1024 * 1024,
}: WorldOptions) {
  const file = join(directory, `${randomUUID()}.store`)
  return {
    attachLog: (title = '') =>
      openSegmentLog({
        name: file,
        scope: '',
        file,
        schemaVersion: 1,
        create: { initial: encodeState(initialState), exclusive: false, logBytes, maxStateBytes },
        readonly: false,
        title,
        lockTimeout: 5000,
      }),
  }
}

conformance(createFileWorld)
