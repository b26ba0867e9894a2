import { MessageChannel, type MessagePort } from 'node:worker_threads'
import {
  connectStore,
  type ServedPort,
  type ServeOptions,
  type Store,
  serveStore,
} from '@lockstep/core/relay'
import { onTestFinished } from 'vitest'
import type { Page } from './mount.js'
import { type EditorState, editor, openEditor } from './stores.js'

/** A store of `editor`, and a client of it behind real message ports, as a page has it. Both are closed with the test. */
export interface RelayedEditor {
  readonly origin: Store<EditorState>
  readonly store: Store<EditorState>
  /** Ends the connection. The client comes back by itself, unless it has but one port. */
  cut(): void
  /** While held, nobody serves a client that wants to come back. */
  hold(on: boolean): void
}

export interface RelayOptions extends ServeOptions<EditorState> {
  /** Whether the client can connect again. Default true. */
  readonly returns?: boolean
}

export async function relayEditor({ returns = true, ...policy }: RelayOptions = {}): Promise<RelayedEditor> {
  const origin = openEditor()
  let served: ServedPort | undefined
  let held = false
  const serve = (): MessagePort => {
    if (held) throw new Error('nobody serves')
    const { port1, port2 } = new MessageChannel()
    served = serveStore(origin, port1, policy)
    return port2
  }
  const store = await connectStore({ ...editor, title: 'page' }, returns ? serve : serve())
  onTestFinished(() => store.close())
  return {
    origin,
    store,
    cut: () => served?.close(),
    hold(on) {
      held = on
    },
  }
}

/** From here on React schedules by itself, as in a real page: what comes over a port comes outside of `act`. */
export function liveOn(): void {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
}

/** Resolves when the page shows `text`. */
export function shows(page: Page, text: string): Promise<void> {
  return until(page, shown => shown === text)
}

/** Resolves when the text of the page is as it should be. */
export function until(page: Page, isRight: (text: string) => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!isRight(page.text())) return
      observer.disconnect()
      resolve()
    }
    const observer = new MutationObserver(look)
    observer.observe(page.container, { childList: true, characterData: true, subtree: true })
    look()
  })
}
