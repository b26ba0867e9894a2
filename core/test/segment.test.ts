import { randomUUID } from 'node:crypto'
import { encodeState } from '../src/commit/codec.js'
import { openSegmentLog } from '../src/log/segment-log.js'
import { conformance } from './conformance/all.js'
import type { WorldOptions } from './conformance/world.js'

/** Several attachments of one thread: to the segment they are peers like any others. */
function createSegmentWorld({
  initialState,
  logBytes = 4 * 1024 * 1024,
  maxStateBytes = 128 * 1024 * 1024,
}: WorldOptions) {
  const name = `conformance.${randomUUID()}`
  return {
    attachLog: (title = '') =>
      openSegmentLog({
        name,
        scope: '',
        schemaVersion: 1,
        create: { initial: encodeState(initialState), exclusive: false, logBytes, maxStateBytes },
        readonly: false,
        title,
        lockTimeout: 5000,
      }),
  }
}

conformance(createSegmentWorld)
