import { readFile } from 'node:fs/promises'

export interface PageFile {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array<ArrayBuffer> | string
}

/** A page runs the scripts that lie beside it, and does nothing else: it has the store from its preload's port. */
export const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': 'data:',
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/** Without a slash or a second dot: no path leads out of the folder. */
const NAME = /^\/([\w-]+\.(html|js|css))$/

/** One of the pages' files, which lie in `folder`. */
export async function pageFile(
  folder: URL,
  path: string,
  policy: Record<string, string> = POLICY,
): Promise<PageFile> {
  const [, name, type] = NAME.exec(path) ?? []
  const body = name && (await readFile(new URL(name, folder)).catch(() => undefined))
  if (!body) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'There is nothing here.' }
  const csp = Object.entries(policy).map(([directive, sources]) => `${directive} ${sources}`)
  return {
    status: 200,
    headers: {
      'content-type': TYPES[type as keyof typeof TYPES],
      'content-security-policy': csp.join('; '),
      'x-content-type-options': 'nosniff',
    },
    body: new Uint8Array(body),
  }
}
