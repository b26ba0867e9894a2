// A Web Worker that has a store in its memory, and serves it to its page: over its own channel and over ports.
import { createMemoryStore, serveStore } from '@lockstep/core/relay'
import { emptyBoard } from '../../conformance/world.js'

const store = createMemoryStore({ name: 'board', initialState: emptyBoard })
const channel = globalThis as unknown as DedicatedWorkerGlobalScope

// Frames of the relay go over the same channel: what is none is ours.
channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (data instanceof MessagePort) serveStore(store, data)
})
serveStore(store, channel)
