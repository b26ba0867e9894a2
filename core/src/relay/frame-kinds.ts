/**
 * A frame is a byte that says which message it is, and the message's fields in a fixed order. Bytes that are input:
 * every length is checked against what is left, and what is left over is an error.
 */
export const KIND = {
  hello: 1,
  commit: 2,
  received: 3,
  ask: 4,
  ping: 5,
  drained: 6,
  welcome: 16,
  state: 17,
  commits: 18,
  changes: 19,
  refused: 20,
  answer: 21,
  end: 22,
  pong: 23,
  drain: 24,
} as const

/** What a client can ask; a frame holds the place in this list. */
export const QUESTIONS = ['settled', 'flush', 'peers'] as const
export const SECRET_BYTES = 16
