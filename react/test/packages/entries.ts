import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/** Something that users import: `@lockstep/core/memory`. */
export interface Entry {
  /** What is written behind `from`. */
  readonly specifier: string
  /** What `exports` says of it. */
  readonly conditions: Readonly<Record<string, unknown>>
}

/** What they import is there in Electron only; `core/test/electron` loads them. */
const IN_ELECTRON = ['@lockstep/core/electron/main', '@lockstep/core/electron/preload']

/** Every other entry is for pages, too. */
const NOT_FOR_PAGES = ['@lockstep/native', '@lockstep/core/relay/websocket', ...IN_ELECTRON]

/** Every entry of the packed packages, as their `exports` list them. */
export function entries(): Entry[] {
  return inject('packed').flatMap(({ name }) =>
    Object.entries(exportsOf(name))
      .filter(([subpath]) => subpath !== './package.json')
      .map(([subpath, conditions]) => ({ specifier: join(name, subpath), conditions })),
  )
}

/** The entries that pages import. */
export function pageEntries(): Entry[] {
  return entries().filter(({ specifier }) => !NOT_FOR_PAGES.includes(specifier))
}

/** The entries that load where there is no Electron. */
export function loadableEntries(): Entry[] {
  return entries().filter(({ specifier }) => !IN_ELECTRON.includes(specifier))
}

function exportsOf(name: string): Record<string, Entry['conditions']> {
  const manifest = join(inject('consumer'), 'node_modules', name, 'package.json')
  return JSON.parse(readFileSync(manifest, 'utf8')).exports
}
