import { readFileSync } from 'node:fs'

/** An `update` that took long; see programs/stopwatch.mjs. */
export interface SlowUpdate {
  readonly start: number
  readonly end: number
  readonly net: number
}

/** What programs/writer.mjs left behind. */
export interface Receipt {
  /** Updates that returned. */
  readonly acknowledged: number
  readonly slow: readonly SlowUpdate[]
}

const HEADER = 8
const ENTRY = 24

export function readReceipt(path: string): Receipt {
  const bytes = readFileSync(path)
  const slow: SlowUpdate[] = []
  for (let at = HEADER; at + ENTRY <= bytes.length; at += ENTRY) {
    slow.push({
      start: bytes.readDoubleLE(at),
      end: bytes.readDoubleLE(at + 8),
      net: bytes.readDoubleLE(at + 16),
    })
  }
  return { acknowledged: bytes.readDoubleLE(0), slow }
}
