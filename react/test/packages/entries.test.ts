import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, inject, test } from 'vitest'
import { entries, loadableEntries } from './entries.js'
import { consumerPrograms } from './programs.js'

const readme = readFileSync(fileURLToPath(new URL('../../../README.md', import.meta.url)), 'utf8')
const declared = declaredValues(entries().map(({ specifier }) => specifier))

test.for(loadableEntries())(
  '$specifier imports and requires, without a side effect, and has what its types declare',
  async ({ specifier }) => {
    const code = `
      import { createRequire } from 'node:module'
      const before = new Set(Object.keys(globalThis))
      const imported = await import('${specifier}')
      const required = createRequire(import.meta.url)('${specifier}')
      console.log(JSON.stringify({
        imported: Object.keys(imported).sort(),
        required: Object.keys(required).sort(),
        globals: Object.keys(globalThis).filter(key => !before.has(key)),
      }))
    `
    // It also ends by itself: nothing that was loaded keeps the process alive.
    const output = await consumerPrograms()(`${specifier.replaceAll(/\W/g, '-')}.mjs`, code).output()
    const names = declared.get(specifier)
    expect(names).not.toEqual([])
    expect(JSON.parse(output)).toEqual({ imported: names, required: names, globals: [] })
  },
)

test.for(entries())('the README has $specifier', ({ specifier }) => {
  expect(readme).toContain(`\`${specifier}\``)
})

/** The names that each entry's declarations export as values. */
function declaredValues(specifiers: readonly string[]): Map<string, string[]> {
  const file = join(inject('consumer'), 'declared.mts')
  writeFileSync(file, specifiers.map(specifier => `import '${specifier}'\n`).join(''))
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
  })
  const checker = program.getTypeChecker()
  const statements = program.getSourceFile(file)!.statements.filter(ts.isImportDeclaration)
  return new Map(
    statements.map(({ moduleSpecifier }) => {
      const module = checker.getSymbolAtLocation(moduleSpecifier)
      const symbols = module ? checker.getExportsOfModule(module) : []
      const values = symbols.filter(symbol => isValue(symbol, checker)).map(({ name }) => name)
      return [(moduleSpecifier as ts.StringLiteral).text, values.sort()]
    }),
  )
}

function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return (target.flags & ts.SymbolFlags.Value) !== 0
}
