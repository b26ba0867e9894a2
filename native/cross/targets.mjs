/**
 * A system and processor that binaries are published for.
 *
 * @typedef {object} Target
 * @property {string} name of the binary, as the loader looks for it
 * @property {string} triple what zig calls it; the version is the oldest one that the binary runs on
 * @property {'Linux' | 'Darwin' | 'Windows'} system CMake's name
 * @property {string} processor CMake's name
 */

/** @type {readonly Target[]} */
export const TARGETS = [
  { name: 'linux-x64', triple: 'x86_64-linux-gnu.2.17', system: 'Linux', processor: 'x86_64' },
  { name: 'linux-arm64', triple: 'aarch64-linux-gnu.2.17', system: 'Linux', processor: 'aarch64' },
  { name: 'linux-x64-musl', triple: 'x86_64-linux-musl', system: 'Linux', processor: 'x86_64' },
  { name: 'linux-arm64-musl', triple: 'aarch64-linux-musl', system: 'Linux', processor: 'aarch64' },
  { name: 'darwin-arm64', triple: 'aarch64-macos.11.0', system: 'Darwin', processor: 'arm64' },
  { name: 'darwin-x64', triple: 'x86_64-macos.10.15', system: 'Darwin', processor: 'x86_64' },
  { name: 'win32-x64', triple: 'x86_64-windows-gnu', system: 'Windows', processor: 'AMD64' },
  { name: 'win32-arm64', triple: 'aarch64-windows-gnu', system: 'Windows', processor: 'ARM64' },
]
