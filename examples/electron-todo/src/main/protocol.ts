import { protocol } from 'electron'
import { pageFile } from './page-files.js'

/** Pages have an origin of their own, which `file:` does not give them. */
const SCHEME = 'app'
export const ORIGIN = `${SCHEME}://todo`

/** To be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
}

export function servePages(folder: URL): void {
  protocol.handle(SCHEME, async request => {
    const { host, pathname } = new URL(request.url)
    const { body, status, headers } = await pageFile(folder, host === 'todo' ? pathname : '')
    return new Response(body, { status, headers })
  })
}
