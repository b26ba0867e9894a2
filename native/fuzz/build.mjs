// Builds the fuzzer, the same with checks that can be taken out, and the program that plays inputs again.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { controlEdits } from './controls.mjs'
import { copySources } from './sources.mjs'

const folder = import.meta.dirname
export const buildFolder = join(folder, '..', 'build', 'fuzz')

const WORLD = ['platform_memory', 'world', 'forge', 'repair', 'templates', 'play', 'seeds']
const COMMON = [
  '-std=c++20',
  '-g1',
  // Where a test build may die, another process may write: see platform_memory.cc.
  '-DLOCKSTEP_FAULTS',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-Wall',
  '-Wextra',
]

/** @returns the programs: `fuzzer`, and `controls`, in which a check is missing. */
export function buildFuzzer(compiler) {
  const fuzzer = join(buildFolder, 'fuzzer')
  const controls = join(buildFolder, 'controls')
  if (isNewest(fuzzer) && isNewest(controls)) return { fuzzer, controls }
  const flags = [...COMMON, '-O2', `-I${folder}`]
  const plain = sources('src', [])
  const loose = sources('src-controls', controlEdits)
  // Only the protocol is watched: what the harness does is nobody's goal. Comparisons are not: the checksums among
  // them lead nowhere, and the harness repairs them anyway.
  const watched = ['-fsanitize=fuzzer-no-link', '-fno-sanitize-coverage=trace-cmp']
  const world = [...WORLD, 'target'].map(name => compiled(compiler, [...flags, `-I${plain}`], name, name))
  const protocol = compiled(compiler, [...flags, ...watched, `-I${plain}`], 'protocol', 'protocol')
  const without = compiled(compiler, [...flags, ...watched, `-I${loose}`], 'protocol', 'protocol-controls')
  for (const [program, object] of [
    [fuzzer, protocol],
    [controls, without],
  ]) {
    run(compiler, ['-fsanitize=fuzzer,address,undefined', object, ...world, '-o', program])
  }
  return { fuzzer, controls }
}

/** With the ordinary compiler: plays the seeds, and each input of a folder. */
export function buildReplay() {
  const replay = join(buildFolder, 'replay')
  if (isNewest(replay)) return replay
  const flags = [...COMMON, '-O1', `-I${folder}`, `-I${sources('src', [])}`]
  const files = [...WORLD, 'protocol', 'replay'].map(name => join(folder, `${name}.cc`))
  run('g++', [...flags, ...files, '-o', replay])
  return replay
}

function sources(name, edits) {
  const copy = join(buildFolder, name)
  copySources(copy, edits)
  return copy
}

function compiled(compiler, flags, name, object) {
  const out = join(buildFolder, `${object}.o`)
  run(compiler, [...flags, '-c', join(folder, `${name}.cc`), '-o', out])
  return out
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
}

function isNewest(program) {
  mkdirSync(buildFolder, { recursive: true })
  if (!existsSync(program)) return false
  const built = statSync(program).mtimeMs
  const inputs = [folder, join(folder, '..', 'src'), join(folder, '..', 'src', 'platform')]
  return inputs.every(input =>
    readdirSync(input).every(
      name => statSync(join(input, name)).mtimeMs <= built || !/\.(cc|h|mjs)$/.test(name),
    ),
  )
}
