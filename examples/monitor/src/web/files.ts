import { readFileSync } from 'node:fs'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type Doorkeeper, isLocal } from './guard.js'

/** Lies beside the bundled program. */
const FOLDER = new URL('page/', import.meta.url)

/** The whole page. A request names an entry of this table: no path ever reaches the file system. */
const FILES: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
}

/** Answers with one of the page's files. */
export function serveFile(request: IncomingMessage, response: ServerResponse, door: Doorkeeper): void {
  const path = request.url?.split('?')[0] ?? ''
  const entry = Object.hasOwn(FILES, path) ? FILES[path] : undefined
  if (!isLocal(request, door)) refuse(response, 403, 'This page answers to 127.0.0.1 and localhost only.')
  else if (request.method !== 'GET') refuse(response, 405, 'Only GET.')
  else if (entry === undefined) refuse(response, 404, 'There is nothing here.')
  else response.writeHead(200, headers(entry.type, request)).end(readFileSync(new URL(entry.file, FOLDER)))
}

/** The page runs its own script, connects back to where it came from, and does nothing else. */
function headers(type: string, { headers: { host } }: IncomingMessage): OutgoingHttpHeaders {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src ws://${host}`
  return {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': `${policy}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
