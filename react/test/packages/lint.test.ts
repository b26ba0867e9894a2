import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, inject, test } from 'vitest'

const packages = inject('packed').map(({ name, filename }) => ({ name, tarball: readTarball(filename) }))

function readTarball(filename: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(inject('consumer'), '..', filename)))
}

test.for(packages)('publint finds nothing to say about $name', async ({ name, tarball }) => {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer } })
  expect(pkg['name']).toBe(name)
  expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
})

test.for(packages)(
  'the types of $name are right in every way of resolving them',
  async ({ name, tarball }) => {
    const result = await checkPackage(createPackageFromTarballData(tarball))
    expect(result.packageName).toBe(name)
    if (result.types === false) throw new Error('The package has no types.')
    expect(result.problems).toEqual([])
  },
)
