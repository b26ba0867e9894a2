import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Lies beside the bundled program. */
const FOLDER = new URL('page/', import.meta.url)

/** The whole page. A request names an entry of this table: no path ever reaches the file system. */
const FILES: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
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

/** Answers with one of the page's files. They are no secret: what the page shows comes with the key only. */
export function serveFile(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?')[0] ?? ''
  const entry = Object.hasOwn(FILES, path) ? FILES[path] : undefined
  if (request.method !== 'GET') refuse(response, 405, 'Only GET.')
  else if (entry === undefined) refuse(response, 404, 'There is nothing here.')
  else {
    response.writeHead(200, { ...HEADERS, 'content-type': entry.type })
    response.end(readFileSync(new URL(entry.file, FOLDER)))
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
