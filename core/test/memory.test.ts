import { encodeState } from '../src/commit/codec.js'
import { createMemoryHub } from '../src/log/memory-hub.js'
import { attachMemoryLog } from '../src/log/memory-log.js'
import { conformance } from './conformance/all.js'
import type { WorldOptions } from './conformance/world.js'

function createMemoryWorld({ initialState, ...sizes }: WorldOptions) {
  const hub = createMemoryHub({ initial: encodeState(initialState), ...sizes })
  return { attachLog: (title = '') => attachMemoryLog(hub, title) }
}

conformance(createMemoryWorld)
