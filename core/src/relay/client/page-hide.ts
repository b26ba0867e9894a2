/** What of a page's global object matters here. Node has none of it, and workers are not told of their end. */
interface PageGlobal {
  readonly document?: unknown
  addEventListener?(type: 'pagehide', listener: () => void): void
  removeEventListener?(type: 'pagehide', listener: () => void): void
}

/**
 * Calls `listener` when the page is left, loaded again or closed: its last moment in which it can send. The page may
 * come back (from the browser's back/forward cache), and be left again.
 *
 * @returns stops it. Where there is no page, nothing is ever called
 */
export function onPageHide(listener: () => void): () => void {
  const page = globalThis as PageGlobal
  if (page.document === undefined) return () => {}
  page.addEventListener?.('pagehide', listener)
  return () => page.removeEventListener?.('pagehide', listener)
}
