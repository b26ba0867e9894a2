/**
 * What goes over a relay's port. One frame is one message; a port delivers frames whole, in order and once, or ends.
 * `encode-client-frame.ts` and `encode-server-frame.ts` say how they are written.
 *
 * A client works on its own copy of the state. It sends each commit with the version it was made on (`base`) and how
 * many of the client's own commits it had put on top of that version before (`depth`). The server commits it if
 * nothing else has been committed since, that is if the head is `base + depth` and none of the versions after `base`
 * is foreign to the client. Otherwise it does nothing: the commits it has sent, or is about to, tell the client that
 * it was overtaken; the client then runs its recipes again and sends their new commits under the same sequence numbers.
 *
 * Sequence numbers travel with the commits into the store (`commit/origins.ts`), so any server of the store knows up to
 * which one a client's commits are in. A number is committed at most once, by whomever it is sent to.
 */

/** Raised with every change of this file's meaning: two programs that differ in it do not talk. */
export const PROTOCOL_VERSION = 1

/** The first message of a client, and the only one until it is welcome. */
export interface Hello {
  readonly type: 'hello'
  readonly protocol: number
  /** The name of the store in the client's definition. */
  readonly store: string
  readonly schemaVersion: number
  /**
   * 16 random bytes that stay the same over reconnects. The client's id is made of their digest, so that others, who
   * see the id, cannot commit in its name.
   */
  readonly secret: Uint8Array
  /** The version on which the oldest commit of unknown fate was first sent; the largest integer if there is none. */
  readonly since: number
  /** What the server asks of its clients, if it does. */
  readonly token: string
}

/** What a client commits: one commit, or several, each on top of the one before. */
export interface CommitMessage {
  readonly type: 'commit'
  readonly base: number
  /** Of the first one. */
  readonly depth: number
  readonly commits: readonly OwnCommit[]
}

export interface OwnCommit {
  readonly sequence: number
  /** An encoded commit without origin. */
  readonly payload: Uint8Array
}

/** Commits in one frame of a client's have no more bytes than this together, unless it is one alone. */
export const MOST_TOGETHER_BYTES = 32 * 1024
/** Beside its payload, each of them has a few numbers. */
export const OWN_COMMIT_OVERHEAD = 16

/** Commits that a client sends beyond those it knows to be in the store. */
export const MOST_IN_FLIGHT = 256

/** Every frame up to this many bytes has been applied: the server may send more. */
export interface Received {
  readonly type: 'received'
  /** Bytes of frames since the connection began, but for `welcome`, `drain`, `pong` and `end`. */
  readonly bytes: number
}

/** A question. */
export interface Ask {
  readonly type: 'ask'
  readonly request: number
  readonly what: 'settled' | 'flush' | 'peers'
}

/** The answer to `drain`. */
export interface Drained {
  readonly type: 'drained'
  readonly request: number
}

/** Asks for a `pong`, where a port cannot tell that the other side is gone. */
export interface Ping {
  readonly type: 'ping'
}

export type ClientMessage = Hello | CommitMessage | Received | Ask | Drained | Ping

/** The state as a whole: at first, and whenever the server has no single commits for a client any more. */
export interface StateMessage {
  readonly type: 'state'
  readonly version: number
  /** The client's last commit in this state, 0 if there is none; -1 if that is not known any more. */
  readonly sequence: number
  /** The encoded state. */
  readonly state: Uint8Array
}

/** The answer to `hello`. A `state` follows. */
export interface Welcome {
  readonly type: 'welcome'
  readonly protocol: number
  /** The client's id. */
  readonly id: string
  readonly readonly: boolean
  readonly maxStateBytes: number
  /** Who has the store mapped. */
  readonly peers: readonly SentPeer[]
}

export interface SentPeer {
  readonly id: string
  readonly pid: number
  readonly title: string
  readonly version: number
}

/** The commits that follow the last version sent, one by one. */
export interface Commits {
  readonly type: 'commits'
  readonly first: number
  readonly commits: readonly SentCommit[]
}

export interface SentCommit {
  /** The id of who made it. */
  readonly peer: string
  /** Which of its maker's commits it is, where a relay client made it; otherwise 0. */
  readonly sequence: number
  readonly time: number
  /** The encoded commit without origin; nothing where the client sent it on this connection. */
  readonly payload: Uint8Array
}

/** What commits did to the part of the state that this client is shown. */
export interface Changes {
  readonly type: 'changes'
  readonly version: number
  /** The client's last commit up to that version, as in `state`. */
  readonly sequence: number
  /** An encoded commit without label and origin. */
  readonly payload: Uint8Array
}

/** A commit that will never be made. */
export interface Refused {
  readonly type: 'refused'
  readonly sequence: number
  readonly code: string
  readonly message: string
}

export interface Answer {
  readonly type: 'answer'
  readonly request: number
  /** Empty if all is well. */
  readonly code: string
  readonly message: string
  /** As `what` asks: for `peers`, an array of them. */
  readonly value: unknown
}

/** Asks to be told when everything that the client has committed until now is in the store, or was refused. */
export interface Drain {
  readonly type: 'drain'
  readonly request: number
}

/** The last message: the server will not go on with this client. */
export interface End {
  readonly type: 'end'
  /** Whether it is of no use to come back. */
  readonly final: boolean
  readonly code: string
  readonly message: string
}

export interface Pong {
  readonly type: 'pong'
}

export type ServerMessage = Welcome | StateMessage | Commits | Changes | Refused | Answer | Drain | End | Pong
