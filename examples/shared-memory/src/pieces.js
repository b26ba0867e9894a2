// What is sent: pieces that can be told apart, so that a lost, repeated or torn one is noticed.
import { createHash } from 'node:crypto'

/**
 * Every piece begins with its number. With `check`, each also has contents of its own, and all of them a checksum; without,
 * only the number changes, so that a measurement measures the way and not the checksum.
 *
 * @param {{ pieceBytes: number, check: boolean }} options
 */
export function makePieces({ pieceBytes, check }) {
  const piece = new Uint8Array(pieceBytes).map((_, index) => (index * 167) & 255)
  const number = new DataView(piece.buffer, 0, 8)
  const sum = createHash('sha256')
  let made = 0
  return {
    next() {
      if (check)
        for (let at = 8; at < pieceBytes; at += 1) piece[at] = (at * 31 + made * 17 + (at >> 8)) & 255
      number.setBigUint64(0, BigInt(made))
      made += 1
      if (check) sum.update(piece)
      return piece
    },
    checksum: () => (check ? sum.digest('hex') : 'none'),
  }
}

/** Looks at what arrives. @param {{ check: boolean }} options */
export function receivePieces({ check }) {
  const sum = createHash('sha256')
  let received = 0
  return {
    /** @param {Uint8Array} piece */
    take(piece) {
      const number = Number(new DataView(piece.buffer, piece.byteOffset, 8).getBigUint64(0))
      if (number !== received) throw new Error(`Piece ${number} arrived where ${received} was expected.`)
      received += 1
      if (check) sum.update(piece)
    },
    checksum: () => (check ? sum.digest('hex') : 'none'),
  }
}
