// Compiles the addon for one target, with the same CMakeLists.txt as every local build.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { cache, native } from './paths.mjs'
import { zigEnvironment } from './zig.mjs'

/**
 * @param {import('./targets.mjs').Target} target
 * @param {string} zig
 * @returns {Promise<string>} the path of the binary
 */
export async function compile(target, zig) {
  const folder = join(cache, 'prebuild', target.name)
  await cmake([
    ...['-S', native, '-B', folder, '-G', 'Unix Makefiles'],
    `-DCMAKE_TOOLCHAIN_FILE=${join(import.meta.dirname, 'zig/toolchain.cmake')}`,
    `-DCMAKE_SYSTEM_NAME=${target.system}`,
    `-DCMAKE_SYSTEM_PROCESSOR=${target.processor}`,
    `-DLOCKSTEP_ZIG=${zig}`,
    `-DLOCKSTEP_TRIPLE=${target.triple}`,
    // All sources in two translation units: a fifth of the work, eight times over.
    ...['-DCMAKE_UNITY_BUILD=ON', '-DCMAKE_UNITY_BUILD_BATCH_SIZE=0'],
  ])
  await cmake(['--build', folder])
  return join(folder, 'lockstep.node')
}

/** Runs cmake quietly; what it said comes with its error. */
async function cmake(args) {
  const child = spawn('cmake', args, { env: zigEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  child.stdout.on('data', chunk => said.push(chunk))
  child.stderr.on('data', chunk => said.push(chunk))
  const code = await new Promise((resolve, reject) => {
    child.on('close', resolve)
    child.on('error', cause =>
      reject(new Error('cmake cannot be started: install cmake 3.15 or newer.', { cause })),
    )
  })
  if (code !== 0)
    throw new Error(`cmake ${args.join(' ')} failed:\n${essence(Buffer.concat(said).toString())}`)
}

/** zig says thousands of lines about its own C++ library when anything else is wrong. */
function essence(text) {
  const lines = text.split('\n')
  const kept = lines.findIndex(line => /\berror:/.test(line))
  return (kept < 0 ? lines.slice(-40) : lines.slice(kept, kept + 60)).join('\n')
}
