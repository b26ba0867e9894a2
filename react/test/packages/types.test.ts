import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, inject, test } from 'vitest'
import { type Entry, entries, pageEntries } from './entries.js'

const source = fileURLToPath(new URL('consumers/consumer.ts', import.meta.url))
const { ModuleKind, ModuleResolutionKind: Resolution } = ts

const NODE = { lib: ['lib.es2022.d.ts'], types: ['node'] }
const PAGE = { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], types: [] }

test.for([
  {
    way: 'bundler',
    endings: ['ts'],
    imported: pageEntries,
    module: ModuleKind.ESNext,
    moduleResolution: Resolution.Bundler,
    ...PAGE,
  },
  {
    way: 'nodenext',
    endings: ['mts', 'cts'],
    imported: entries,
    module: ModuleKind.NodeNext,
    moduleResolution: Resolution.NodeNext,
    ...NODE,
  },
  // As Electron Forge's templates do to this day: no `exports`, only `types` and `typesVersions`.
  {
    way: 'node',
    endings: ['ts'],
    imported: entries,
    module: ModuleKind.CommonJS,
    moduleResolution: Resolution.Node10,
    ...NODE,
  },
])('every type is inferred with moduleResolution $way', ({ way, endings, imported, ...options }) => {
  const folder = join(inject('consumer'), way)
  mkdirSync(folder)
  const files = endings.map(ending => join(folder, `consumer.${ending}`))
  for (const file of files) copyFileSync(source, file)
  for (const ending of endings) {
    const file = join(folder, `entries.${ending}`)
    writeFileSync(file, importsOf(imported()))
    files.push(file)
  }

  expect(
    errorsOf(files, folder, { ...options, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true }),
  ).toEqual([])
})

/** What the consumer does not use has types, too. */
function importsOf(imported: Entry[]): string {
  const lines = imported.map(
    ({ specifier }, index) => `
      import * as entry${index} from '${specifier}'
      export const typed${index}: 0 extends 1 & typeof entry${index} ? never : true = true`,
  )
  return lines.join('')
}

/** Errors in the user's files and in our declarations: `skipLibCheck` is off, but others' libraries are not our matter. */
function errorsOf(files: string[], folder: string, options: ts.CompilerOptions): string[] {
  const host = ts.createCompilerHost(options)
  host.getCurrentDirectory = () => folder
  const program = ts.createProgram(files, options, host)
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => files.includes(fileName) || fileName.includes(`${sep}@lockstep${sep}`))
  for (const name of ['core', 'react'])
    expect(
      ours.some(({ fileName }) => fileName.includes(`${sep}@lockstep${sep}${name}${sep}`)),
      name,
    ).toBe(true)
  return [
    ...program.getGlobalDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap(file => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ].map(describe)
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n')
  if (file === undefined) return text
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: ${text}`
}
