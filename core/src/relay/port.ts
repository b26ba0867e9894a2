/**
 * A way for frames between two programs: whole, in order, each once, until it ends. What a relay speaks through;
 * `toPort` makes one of message ports, workers and sockets.
 */
export interface Port {
  /** Copies the frame. What cannot be sent any more is dropped: `onEnd` tells, but neither it nor `onFrame` from within. */
  send(frame: Uint8Array): void
  /**
   * Frames begin to arrive with this call, which comes once. What is no bytes comes as `undefined`.
   *
   * @param onEnd the other side is gone; not called after `close`
   */
  listen(onFrame: (frame: Uint8Array | undefined) => void, onEnd: () => void): void
  /** Idempotent. */
  close(): void
  /** Whether nobody tells this side that the other one is gone, so that it has to ask now and then. */
  readonly silent: boolean
  /** Whether waiting for frames keeps the process alive, where that can be said. */
  keepAlive(on: boolean): void
}
