// npm run prebuild [target …]: compiles the addon for every system that it is published for, and checks each binary.
// Ends with an error if one is missing.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { wasAskedFor } from './asked.mjs'
import { faultsOf } from './check.mjs'
import { compile } from './compile.mjs'
import { prebuilds } from './paths.mjs'
import { binaryOf, isCurrent, remember, sourcesHash } from './record.mjs'
import { TARGETS } from './targets.mjs'
import { installZig } from './zig.mjs'

/** A compiler takes about 1 GB, and libraries are compiled by several threads anyway. */
const AT_ONCE = 2

// Not an error, because npm comes here before each `npm run build` too, and that works everywhere.
if (process.platform !== 'linux' || process.arch !== 'x64') {
  process.stdout.write('The published binaries are cross-compiled on linux-x64 only: none made.\n')
  process.exit()
}
if (!wasAskedFor()) process.exit()

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !TARGETS.some(target => target.name === name))
if (unknown.length > 0)
  fail(`There is no target ${unknown.join(', ')}. There are: ${TARGETS.map(({ name }) => name).join(', ')}.`)

const sources = sourcesHash()
const wanted = TARGETS.filter(({ name }) => asked.length === 0 || asked.includes(name))
const waiting = wanted.filter(target => !isCurrent(target, sources))
for (const target of wanted) if (!waiting.includes(target)) say(target, 'up to date')

if (waiting.length > 0) {
  mkdirSync(prebuilds, { recursive: true })
  const zig = attempt(installZig)
  process.stdout.write('compiling; for each target the first time takes minutes, for its C++ library …\n')
  const failed = []
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(zig, failed)))
  if (failed.length > 0) fail(`Not made: ${failed.join(', ')}.`)
}

async function work(zig, failed) {
  for (let target = waiting.shift(); target; target = waiting.shift()) {
    const started = Date.now()
    try {
      await make(target, zig)
      const bytes = readFileSync(binaryOf(target)).length
      say(target, `${Math.round(bytes / 1024)} KiB, ${Math.round((Date.now() - started) / 1000)} s`)
    } catch (error) {
      say(target, error.message)
      failed.push(target.name)
    }
  }
}

async function make(target, zig) {
  const binary = await compile(target, zig)
  const faults = faultsOf(target, readFileSync(binary))
  if (faults.length > 0) throw new Error(`the binary\n  ${faults.join('\n  ')}`)
  copyFileSync(binary, binaryOf(target))
  remember(target, sources)
}

function attempt(work) {
  try {
    return work()
  } catch (error) {
    return fail(error.message)
  }
}

function say(target, what) {
  process.stdout.write(`${target.name.padEnd(16)}  ${what}\n`)
}

function fail(why) {
  process.stderr.write(`${why}\n`)
  process.exit(1)
}
