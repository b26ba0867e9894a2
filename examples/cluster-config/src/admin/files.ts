import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Lies beside the bundled program. */
const FOLDER = new URL('page/', import.meta.url)

/** The whole page. A request names an entry of this table: no path ever reaches the file system. */
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/admin': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/admin/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/admin/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
}

/** The page runs its own script, connects back to where it came from, and does nothing else. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Answers with one of the page's files, if it is one. They are no secret: what the page shows comes with the token. */
export function servedFile({ method }: IncomingMessage, path: string, response: ServerResponse): boolean {
  if (method !== 'GET' || !Object.hasOwn(FILES, path)) return false
  const { file, type } = FILES[path]!
  response.writeHead(200, { ...HEADERS, 'content-type': type }).end(readFileSync(new URL(file, FOLDER)))
  return true
}
