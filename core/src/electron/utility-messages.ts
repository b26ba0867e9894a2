import type { RelayPolicy } from '../relay/policy.js'

/**
 * What main and a utility process say to each other, over the utility process's own channel: the program has it too, so
 * everything else that comes there is somebody else's.
 */

/** The part of a policy that goes from one process to another: functions do not. */
export type SentPolicy = Pick<RelayPolicy<unknown>, 'readonly' | 'write' | 'read'>

/** A page that main passes on. All of it is what main knows itself; nothing is what the page says. */
export interface ForwardedPage {
  /** What the page calls the store. */
  readonly store: string
  readonly url: string
  readonly origin: string
  readonly isMainFrame: boolean
  readonly isOwn: boolean
  /** Ids of the window's `webContents`, and of the frame in it. */
  readonly webContents: number
  readonly frame: number
  /** What main lets it see and do. */
  readonly policy: SentPolicy
}

/** From main: which stores are served to windows? */
export interface AskStores {
  readonly lockstep: 'stores?'
}

/** From main, with the page's port. */
export interface ForwardPage {
  readonly lockstep: 'serve'
  /** A number for this page's connection, of main's. */
  readonly id: number
  readonly page: ForwardedPage
}

/** From main: wait for what a page has on its way. */
export interface DrainPage {
  readonly lockstep: 'drain'
  readonly id: number
  readonly request: number
}

/** From main: serve a page no more. */
export interface ClosePage {
  readonly lockstep: 'close'
  readonly id: number
}

export type ToUtility = AskStores | ForwardPage | DrainPage | ClosePage

/** From the utility process: these stores are served to windows, all in all. */
export interface TellStores {
  readonly lockstep: 'stores'
  readonly stores: readonly string[]
}

/** From the utility process: everything of the page has arrived. */
export interface PageDrained {
  readonly lockstep: 'drained'
  readonly request: number
}

/** From the utility process: the page is served no more. */
export interface PageLeft {
  readonly lockstep: 'left'
  readonly id: number
}

export type FromUtility = TellStores | PageDrained | PageLeft

/** `message`, if it is one of these. Both sides are of one program, so what is one is a good one. */
export function asMessage<Message extends ToUtility | FromUtility>(message: unknown): Message | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  return typeof (message as { lockstep?: unknown }).lockstep === 'string' ? (message as Message) : undefined
}
