/** The headers of a request that say where it comes from. */
export interface OriginHeaders {
  readonly origin?: string | undefined
  readonly host?: string | undefined
}

/**
 * Whether a socket may be opened by who sends these headers. Browsers let any page open a socket to any address, and
 * say in `Origin` which page it is; programs that are no browsers say nothing there.
 *
 * Where no origins are named, a page has to come from the host that it opens the socket to. A page whose name was made
 * to point to this machine (DNS rebinding) has its own name in both headers, so that name must be one of this
 * machine's: an address, or `localhost`.
 */
export function isWelcomeOrigin(headers: OriginHeaders, origins: readonly string[] | undefined): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  if (origins !== undefined) return origins.includes(origin)
  const from = parsed(origin)
  const to = parsed(`http://${host}`)
  return from !== undefined && to !== undefined && from.host === to.host && isLocalName(to.hostname)
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

function isLocalName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
}
