import type { ServedPort } from '../relay/serve-store.js'

/** Stores that are served to windows. */
export interface WindowService {
  /** The pages that are connected now, each once for each store. */
  readonly clients: ReadonlySet<ServedPort>
  /** Serves no window any more, present or future. The stores stay open. Idempotent. */
  close(): void
}
