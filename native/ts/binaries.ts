import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Set by the build: whether this is the CommonJS one. */
declare const COMMONJS: boolean

/** The binaries of the package, by the system and processor that they are for. */
export const TARGETS = [
  'linux-x64',
  'linux-arm64',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-arm64',
  'darwin-x64',
  'win32-x64',
  'win32-arm64',
] as const
export type Target = (typeof TARGETS)[number]

/**
 * Loads the binary for a target. Each is named in full, in the one form that bundlers follow: `require('…')` in
 * CommonJS, `new URL('…', import.meta.url)` in ES modules. They copy it then, or say at once that they cannot.
 */
export function loadBinary(target: Target): unknown {
  switch (target) {
    case 'linux-x64':
      return COMMONJS
        ? require('../../prebuilds/linux-x64.node')
        : load(new URL('../../prebuilds/linux-x64.node', import.meta.url))
    case 'linux-arm64':
      return COMMONJS
        ? require('../../prebuilds/linux-arm64.node')
        : load(new URL('../../prebuilds/linux-arm64.node', import.meta.url))
    case 'linux-x64-musl':
      return COMMONJS
        ? require('../../prebuilds/linux-x64-musl.node')
        : load(new URL('../../prebuilds/linux-x64-musl.node', import.meta.url))
    case 'linux-arm64-musl':
      return COMMONJS
        ? require('../../prebuilds/linux-arm64-musl.node')
        : load(new URL('../../prebuilds/linux-arm64-musl.node', import.meta.url))
    case 'darwin-arm64':
      return COMMONJS
        ? require('../../prebuilds/darwin-arm64.node')
        : load(new URL('../../prebuilds/darwin-arm64.node', import.meta.url))
    case 'darwin-x64':
      return COMMONJS
        ? require('../../prebuilds/darwin-x64.node')
        : load(new URL('../../prebuilds/darwin-x64.node', import.meta.url))
    case 'win32-x64':
      return COMMONJS
        ? require('../../prebuilds/win32-x64.node')
        : load(new URL('../../prebuilds/win32-x64.node', import.meta.url))
    case 'win32-arm64':
      return COMMONJS
        ? require('../../prebuilds/win32-arm64.node')
        : load(new URL('../../prebuilds/win32-arm64.node', import.meta.url))
  }
}

/** Loads an addon from a file that no bundler needs to know of. */
export function load(file: URL): unknown {
  return createRequire(import.meta.url)(fileURLToPath(file))
}
