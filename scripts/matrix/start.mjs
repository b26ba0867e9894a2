// What it takes to start a program in a runtime: the runtime itself, and for another processor or C library what
// stands between it and this system.
import { join } from 'node:path'
import { fetchFromDebian } from './debian.mjs'
import { fetchFromNpm } from './fetch.mjs'
import { commandOnMusl } from './musl.mjs'

/** An emulator of the processor, and arm64's C library, which Debian has for cross-compilers. */
const ARM64 = ['qemu-user-static', 'libc6-arm64-cross', 'libstdc++6-arm64-cross', 'libgcc-s1-arm64-cross']

/**
 * Fetches the runtime, and what else it needs.
 *
 * @param {import('./runtimes.mjs').Runtime} runtime
 * @param {(text: string) => void} report
 * @returns {Promise<string[]>} the command before the program's path
 */
export async function commandOf(runtime, report) {
  const path = await fetchFromNpm(runtime, report)
  return [...(await onThisSystem(runtime.on, path, report)), ...runtime.args]
}

async function onThisSystem(on, path, report) {
  if (on === 'musl') return commandOnMusl(path, report)
  if (on !== 'arm64') return [path]
  const debian = await fetchFromDebian(ARM64, report)
  const emulator = join(debian, 'usr', 'bin', 'qemu-aarch64-static')
  return [emulator, '-L', join(debian, 'usr', 'aarch64-linux-gnu'), path]
}
