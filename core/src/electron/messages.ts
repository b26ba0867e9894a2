/**
 * What a page, its preload, main and a utility process say to each other before a relay's frames flow.
 *
 * The page makes a channel for each connection. One end goes with `connect` from the page to its preload
 * (`window.postMessage`), from there to main (`ipcRenderer.postMessage`), and from main to a utility process if one
 * serves the store. Nothing is ever sent back to a frame, so nothing can reach a frame that is gone, or the next
 * document in it, and no answer can be taken for another's. Whoever got the end speaks first, over the channel itself.
 */

/** The channel of `ipcRenderer` and `ipcMain`. Its number changes with the meaning of what goes over it. */
export const CONNECT_CHANNEL = 'lockstep.connect.1'

/** From the page: is there a preload of Lockstep's? */
export interface PreloadQuestion {
  readonly lockstep: 'preload?'
}

/** From the preload: there is. Said when it starts, too. */
export interface PreloadAnswer {
  readonly lockstep: 'preload'
}

/** From the page to the preload, with a port. */
export interface ConnectMessage {
  readonly lockstep: 'connect'
  /** The name of the store. */
  readonly store: string
  /** One for each `connectStore`, which connects again where its connection broke. */
  readonly client: string
}

/** From the preload to main, with the page's port. */
export interface ConnectRequest {
  readonly store: string
  /** One for each document that a frame shows. */
  readonly document: string
  readonly client: string
}

/** The first message over a page's port: relay frames follow. */
export interface Serving {
  readonly lockstep: 'serving'
}

/** The first and last message over a page's port. */
export interface Refused {
  readonly lockstep: 'refused'
  readonly code: string
  readonly message: string
  /** Whether it is of no use to ask again soon. */
  readonly final: boolean
}

export type FirstMessage = Serving | Refused
