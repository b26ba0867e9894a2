// A ring of pieces in shared memory, from one process to one other. Each piece is copied once into it and once out of it.
import { NamedEvent, SharedMemory } from '@lockstep/native'

/** Two counts in front of the pieces: of those written so far, and of those read. A page of their own. */
const WRITTEN_AT = 0
const READ_AT = 8
const PIECES_AT = 4096

/**
 * An event is set once in half a ring, not for every piece: a set is a few system calls, a tenth of what a piece costs.
 * Nobody is left asleep: who finds the ring full has half a ring to be read in front of it, and the last pieces are
 * told by `close`.
 *
 * @param {number} pieces in the ring, an even number
 */
const between = pieces => pieces / 2

/** Neither side takes that long for a piece, unless it is gone. */
const PATIENCE = 10_000

/**
 * @typedef {object} Shape
 * @property {string} name
 * @property {number} pieceBytes
 * @property {number} pieces how many the ring holds, an even number. Small enough for the processor's cache: a piece
 * that has gone to main memory before it is read takes several times as long
 */

/** The side that reads makes the ring. @param {Shape} shape */
export function createRing({ name, pieceBytes, pieces }) {
  const memory = SharedMemory.create({ name, bytes: PIECES_AT + pieceBytes * pieces, exclusive: true })
  const filled = NamedEvent.create({ name: `${name}.filled` })
  const emptied = NamedEvent.create({ name: `${name}.emptied` })
  const [writtenCount, readCount] = [counter(memory, WRITTEN_AT), counter(memory, READ_AT)]
  let read = 0
  let written = 0
  return {
    /** Fills `piece` with the next one. @param {Uint8Array} piece */
    read(piece) {
      // Events say "look", not "how many": one set may stand for several pieces.
      for (; written === read; written = writtenCount.get()) if (!filled.wait({ timeout: PATIENCE })) gone()
      memory.read(piece, PIECES_AT + (read % pieces) * pieceBytes)
      read += 1
      readCount.set(read)
      if (read % between(pieces) === 0) emptied.set()
    },
    close() {
      for (const part of [memory, filled, emptied]) part.close()
    },
  }
}

/** The side that writes. @param {Shape} shape */
export function openRing({ name, pieceBytes, pieces }) {
  const memory = SharedMemory.open({ name })
  const filled = NamedEvent.open({ name: `${name}.filled`, timeout: PATIENCE })
  const emptied = NamedEvent.open({ name: `${name}.emptied`, timeout: PATIENCE })
  const [writtenCount, readCount] = [counter(memory, WRITTEN_AT), counter(memory, READ_AT)]
  let read = 0
  let written = 0
  return {
    /** Copies a piece into the ring, when there is room. @param {Uint8Array} piece */
    write(piece) {
      for (; written - read === pieces; read = readCount.get())
        if (!emptied.wait({ timeout: PATIENCE })) gone()
      memory.write(piece, PIECES_AT + (written % pieces) * pieceBytes)
      written += 1
      writtenCount.set(written)
      if (written % between(pieces) === 0) filled.set()
    },
    close() {
      // The pieces since the last set.
      filled.set()
      for (const part of [memory, filled, emptied]) part.close()
    },
  }
}

/**
 * A count in the memory. It is asked and told for every piece, so nothing is allocated for that.
 *
 * @param {SharedMemory} memory
 * @param {number} at
 */
function counter(memory, at) {
  const value = new BigUint64Array(1)
  return {
    get: () => Number(memory.read(value, at)[0]),
    /** @param {number} count */
    set(count) {
      value[0] = BigInt(count)
      memory.write(value, at)
    },
  }
}

/** @returns {never} */
function gone() {
  throw new Error(`The other side of the ring has not moved for ${PATIENCE} ms.`)
}
