import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** Lines of the decoder as they are, and as they are made for a control. The file is one of `src/commit`. */
export type Change = readonly [file: string, from: string, to: string]

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  /** 0, or another number, or a signal. */
  readonly how: number | string
}

const commit = fileURLToPath(new URL('../../src/commit/', import.meta.url))

/** Runs a program of `programs` in a process of its own, over the decoder with `changes`. */
export async function runOver(
  changes: readonly Change[],
  program: string,
  args: readonly string[],
  node: readonly string[] = [],
): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-fuzz-'))
  try {
    const outfile = join(folder, 'program.mjs')
    await build({
      entryPoints: [fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
      plugins: [changing(changes)],
    })
    return await run([...node, outfile, ...args])
  } finally {
    await rm(folder, { recursive: true })
  }
}

function changing(changes: readonly Change[]): Plugin {
  const unused = new Set(changes)
  return {
    name: 'changing',
    setup({ onLoad, onEnd }) {
      for (const file of new Set(changes.map(([name]) => name)))
        onLoad({ filter: new RegExp(`src.commit.${file.replace('.', '\\.')}$`) }, async () => {
          let contents = await readFile(join(commit, file), 'utf8')
          for (const change of changes.filter(([name]) => name === file)) {
            const [, from, to] = change
            if (contents.split(from).length !== 2)
              throw new Error(
                `The control cannot be made: src/commit/${file} has not one "${from}" any more.`,
              )
            contents = contents.replace(from, () => to)
            unused.delete(change)
          }
          return { contents, loader: 'ts' }
        })
      onEnd(() => {
        if (unused.size > 0) throw new Error(`The control changes nothing: ${[...unused].join('; ')}`)
      })
    },
  }
}

function run(args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NODE_OPTIONS: '', MALLOC_ARENA_MAX: '1' }
  return new Promise(resolve => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, how: error ? (error.signal ?? error.code ?? 'unknown') : 0 })
    })
  })
}
