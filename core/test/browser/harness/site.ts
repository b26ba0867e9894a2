import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { forPages } from './suite.js'

const PAGES = join(import.meta.dirname, '../pages')

/** A web server on this machine, with a page for each program of `pages/`. */
export interface Site {
  /** What its pages come from: `http://127.0.0.1:49152`. */
  readonly origin: string
  readonly server: Server
  close(): Promise<void>
}

/** Bundles are made when they are first asked for, and kept for all sites of this process. */
const bundles = new Map<string, Promise<string>>()

export async function openSite(): Promise<Site> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://here')
    const [, program, script] = /^\/([a-z-]+)(\.js)?$/.exec(pathname) ?? []
    if (program === undefined) return response.writeHead(404).end()
    try {
      const body = script === undefined ? html(program) : await bundle(program)
      response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript' })
      response.end(body)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function html(program: string): string {
  return `<!doctype html><meta charset="utf-8"><title>${program}</title><link rel="icon" href="data:,"><script type="module" src="/${program}.js"></script>`
}

function bundle(program: string): Promise<string> {
  const known = bundles.get(program) ?? make(program)
  bundles.set(program, known)
  return known
}

async function make(program: string): Promise<string> {
  const { outputFiles } = await build({
    ...forPages,
    entryPoints: [join(PAGES, `${program}.ts`)],
    sourcemap: 'inline',
  })
  return outputFiles[0]!.text
}
