// A thread that only sleeps: when it wakes late, the machine had no processor for it, and for nobody else.
import { parentPort } from 'node:worker_threads'

const STEP_MS = 5
const LATE_MS = 10
const cell = new Int32Array(new SharedArrayBuffer(4))
const now = () => Number(process.hrtime.bigint()) / 1e6

for (;;) {
  const before = now()
  Atomics.wait(cell, 0, 0, STEP_MS)
  const after = now()
  if (after - before > STEP_MS + LATE_MS) parentPort.postMessage({ from: before + STEP_MS, to: after })
}
