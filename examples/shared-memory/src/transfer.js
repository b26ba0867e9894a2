// node src/transfer.js [bytes] [--check]
// Sends bytes from another process to this one, in pieces, through shared memory and through a pipe, and says how fast.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { argv, pid } from 'node:process'
import { fileURLToPath } from 'node:url'
import { receivePieces } from './pieces.js'
import { createRing } from './ring.js'

/**
 * @typedef {object} Transfer
 * @property {'memory' | 'pipe'} way
 * @property {number} count of pieces
 * @property {number} pieceBytes
 * @property {import('./ring.js').Shape} ring
 * @property {boolean} check
 */

const PIECE_BYTES = 192 * 1024
const RING_PIECES = 4
const ROUNDS = 5

const check = argv.includes('--check')
const bytes = Number(argv.slice(2).find(arg => !arg.startsWith('--')) ?? 2 ** 30)
const count = Math.ceil(bytes / PIECE_BYTES)

/** @param {Transfer['way']} way @returns {Promise<number>} bytes a second */
async function measure(way) {
  const name = `example.transfer.${pid}`
  const shape = { name, pieceBytes: PIECE_BYTES, pieces: RING_PIECES }
  /** @type {Transfer} */
  const transfer = { way, count, pieceBytes: PIECE_BYTES, ring: shape, check }
  const received = receivePieces({ check })
  const piece = new Uint8Array(PIECE_BYTES)
  const ring = createRing(shape)
  const sender = fork(fileURLToPath(new URL('sender.js', import.meta.url)), [JSON.stringify(transfer)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const ended = once(sender, 'exit')
  await once(sender, 'message')

  const start = performance.now()
  sender.send('go')
  const said = once(sender, 'message')
  if (way === 'memory') {
    for (let arrived = 0; arrived < count; arrived += 1) {
      ring.read(piece)
      received.take(piece)
    }
  } else {
    await receiveFromPipe(/** @type {import('node:stream').Readable} */ (sender.stdout), piece, received.take)
  }
  const seconds = (performance.now() - start) / 1000
  const [{ checksum }] = await said
  await ended
  ring.close()
  if (checksum !== received.checksum())
    throw new Error(`The bytes that arrived by ${way} are not those that were sent.`)
  return (count * PIECE_BYTES) / seconds
}

/**
 * A pipe delivers what it has; whoever wants whole pieces puts them together.
 *
 * @param {import('node:stream').Readable} pipe
 * @param {Uint8Array} piece
 * @param {(piece: Uint8Array) => void} take
 */
async function receiveFromPipe(pipe, piece, take) {
  let filled = 0
  let arrived = 0
  pipe.on('data', (/** @type {Buffer} */ chunk) => {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + piece.length - filled)
      piece.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < piece.length) continue
      take(piece)
      filled = 0
      arrived += 1
    }
  })
  await once(pipe, 'end')
  if (arrived !== count) throw new Error(`${arrived} of ${count} pieces arrived by the pipe.`)
}

console.log(
  `${((count * PIECE_BYTES) / 2 ** 20).toFixed(0)} MiB in ${count} pieces of ${PIECE_BYTES / 1024} KiB, best of ${ROUNDS} rounds:`,
)
let [memory, pipe] = [0, 0]
// In turn, so that both meet the same machine.
for (let round = 0; round < ROUNDS; round += 1) {
  memory = Math.max(memory, await measure('memory'))
  pipe = Math.max(pipe, await measure('pipe'))
}
const shown = (/** @type {number} */ rate) => `${(rate / 1e9).toFixed(2)} GB/s`
console.log(`  shared memory  ${shown(memory)}${check ? ', checked' : ''}`)
console.log(`  pipe           ${shown(pipe)}${check ? ', checked' : ''}`)
console.log(`  ${(memory / pipe).toFixed(1)} times as fast through shared memory`)
