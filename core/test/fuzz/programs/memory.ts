// Decodes false claims, and says how much memory that took at most. It is to be run with a small heap. Memory outside
// of the heap counts whether it was touched or not, and however soon it was let go of: the system keeps the peaks.
import { readFileSync } from 'node:fs'
import { decodeCommit, decodeState } from '../../../src/commit/codec.js'
import { flawOf } from '../reasons.js'

const claims = readFileSync(process.argv[2]!)
/** In KiB: after more, nothing else is decoded. */
const limit = Number(process.argv[3]) / 1024

/** Peaks of this process in KiB: of what is mapped, and of what is in memory. */
function peaks(): { mapped: number; resident: number } {
  const status = readFileSync('/proc/self/status', 'utf8')
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)![1])
  return { mapped: of('VmPeak'), resident: of('VmHWM') }
}

/** @returns whether it was refused */
function isRefused(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    decode(bytes)
    return false
  } catch (error) {
    const flaw = flawOf(error)
    if (flaw !== undefined) throw new Error(`${flaw}: ${Buffer.from(bytes.subarray(0, 100)).toString('hex')}`)
    return true
  }
}

// A first round, of what claims little, brings the code and the heap to the size they have anyway.
for (let round = 0; round < 20_000; round += 1)
  for (const decode of [decodeState, decodeCommit])
    isRefused(decode, Uint8Array.of(0xc0, 0x92, round & 0xff, 0xdd, 1))

const before = peaks()
let refused = 0
for (let at = 0; at < claims.length; ) {
  if (refused % 64 === 0 && peaks().mapped - before.mapped > limit) break
  const start = at + 4
  const bytes = claims.subarray(start, start + claims.readUInt32LE(at))
  for (const decode of [decodeState, decodeCommit]) if (isRefused(decode, bytes)) refused += 1
  at = start + bytes.length
}
const after = peaks()
console.log(
  JSON.stringify({
    refused,
    mapped: (after.mapped - before.mapped) * 1024,
    resident: (after.resident - before.resident) * 1024,
  }),
)
