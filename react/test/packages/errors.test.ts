import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

function sourcesIn(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(ts|tsx|cc|h)$/.test(file) && !/\.test(-d)?\./.test(file))
    .map(file => `${folder}/${file}`)
}

function read(file: string): string {
  return readFileSync(`${root}${file}`, 'utf8')
}

const union = /export type LockstepErrorCode =\n((?: {2}\| '\w+'\n)+)/.exec(
  read('core/src/errors/errors.ts'),
)![1]!
const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code!)
const documented = [...read('docs/errors.md').matchAll(/^## (LOCKSTEP_\w+)$/gm)].map(
  ([, heading]) => heading!,
)

test('every error code has a heading in docs/errors.md, and every heading a code', () => {
  expect(codes).toContain('LOCKSTEP_FULL')
  expect(documented.toSorted()).toEqual(codes.toSorted())
})

test('every link within docs/errors.md leads to a heading', () => {
  const anchors = documented.map(heading => heading.toLowerCase())
  const links = [...read('docs/errors.md').matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor!)
  expect(links.filter(link => !anchors.includes(link))).toEqual([])
  expect(
    anchors.filter(anchor => !links.includes(anchor)),
    'left out of the table',
  ).toEqual([])
})

test('every code is thrown somewhere, and none is thrown that is not declared', () => {
  const thrown = new Set<string>()
  for (const file of ['core/src', 'native/src', 'native/ts', 'react/src'].flatMap(sourcesIn)) {
    const made = read(file).matchAll(
      /(?:[lL]ockstepError|\bError)\(\s*['"](LOCKSTEP_\w+)['"]|name: 'LockstepError', code: ['"](LOCKSTEP_\w+)['"]/g,
    )
    for (const [, constructed, assigned] of made) thrown.add((constructed ?? assigned)!)
  }
  expect([...thrown].toSorted()).toEqual(codes.toSorted())
})
