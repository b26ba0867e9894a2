import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectOutOfReach, refusal } from './harness/refusal.js'
import { canBecomeOthers, sharedDirectory, traits, twoUsers } from './harness/users.js'

describe.runIf(canBecomeOthers)("another user's store in a file", () => {
  it('cannot be opened, read, written, replaced or rung, though its directory is for everybody', async () => {
    const { world, victim, stranger } = twoUsers()
    const directory = sharedDirectory(world)
    const file = join(directory, 'notes.store')
    const owner = await victim.start({ umask: 0 })
    await owner.ask('open', { file, initialState: { secret: 1 } })
    await owner.ask('set', { secret: 42 })
    const files = readdirSync(directory).map(name => join(directory, name))
    expect(files.map(name => statSync(name).mode & 0o777)).toEqual([0o600, 0o600])

    const other = await stranger.start()
    for (const definition of [{ file }, { file, initialState: {} }, { file, readonly: true }]) {
      const { code, message } = await refusal(other.ask('open', definition))
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toContain(`The file ${file} belongs to user ${victim.id}.`)
    }
    for (const name of files) {
      await expectOutOfReach(other, name)
      expect((await refusal(other.ask('fs', ['unlinkSync', name]))).code).toBe('EPERM')
      expect((await refusal(other.ask('fs', ['renameSync', name, `${name}.moved`]))).code).toBe('EPERM')
    }
    expect(await owner.ask('look')).toEqual({ state: { secret: 42 }, peers: 1 })
  })

  it('is not opened by its user once others may read or write it', async () => {
    const { victim, stranger } = twoUsers()
    const file = join(victim.home, 'notes.store')
    chmodSync(victim.home, 0o755)
    const owner = await victim.start()
    await owner.ask('open', { file, initialState: { secret: 1 } })
    await owner.ask('close')
    for (const mode of [0o604, 0o602, 0o640, 0o620]) {
      chmodSync(file, mode)
      const { code, message } = await refusal(owner.ask('open', { file }))
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toMatch(/can be used by other users\. Take their rights away \(chmod 600\)/)
    }
    chmodSync(file, 0o600)
    expect(await owner.ask('open', { file })).toEqual({ state: { secret: 1 }, peers: 1 })
    await expectOutOfReach(await stranger.start(), file)
  })

  it.each([
    { what: 'a store', says: /belongs to user/ },
    { what: 'a store for everybody', says: /belongs to user/ },
    { what: "a link to the user's own store", says: /is a symbolic link of user/ },
    { what: "a link to the user's own directory", says: /is a symbolic link of user/ },
    { what: 'a link to nothing', says: /is a symbolic link of user/ },
    { what: 'a FIFO', says: /belongs to user|not a regular file/ },
    { what: 'a directory', says: /belongs to user|Is a directory/ },
  ])('is not what another user planted in its place: $what', async ({ what, says }) => {
    const { world, victim, stranger } = twoUsers()
    const directory = sharedDirectory(world)
    const own = join(victim.home, 'own.store')
    const planted = join(directory, 'notes.store')
    const owner = await victim.start()
    await owner.ask('open', { file: own, initialState: { secret: 1 } })
    await owner.ask('close')

    const other = await stranger.start()
    if (what.startsWith('a store')) {
      await other.ask('open', { file: planted, initialState: { secret: 0 } })
      if (what.endsWith('everybody')) await other.ask('fs', ['chmodSync', planted, 0o666])
    } else if (what.startsWith('a link')) {
      const target = { store: own, directory: victim.home, nothing: join(victim.home, 'none') }
      const [, kind = ''] = /(store|directory|nothing)$/.exec(what) ?? []
      await other.ask('fs', ['symlinkSync', target[kind as keyof typeof target], planted])
    } else if (what === 'a FIFO') await other.ask('fifo', planted)
    else await other.ask('fs', ['mkdirSync', planted])

    const file = what.endsWith('directory') && what.includes('link') ? join(planted, 'own.store') : planted
    const before = [traits(planted), traits(own)]
    const { code, message } = await refusal(owner.ask('open', { file, initialState: { secret: 2 } }))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toContain(planted)
    expect(message).toMatch(says)
    expect([traits(planted), traits(own)]).toEqual(before)
    expect(readdirSync(victim.home)).toEqual(['own.store'])
  })

  it('is refused in a directory where everybody may replace it', async () => {
    const { victim } = twoUsers()
    const directory = join(victim.home, 'open')
    const owner = await victim.start()
    await owner.ask('fs', ['mkdirSync', directory])
    await owner.ask('fs', ['chmodSync', directory, 0o777])
    const file = join(directory, 'notes.store')
    const { code, message } = await refusal(owner.ask('open', { file, initialState: {} }))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toMatch(/Every user may replace files in the directory .*chmod o-w/)
    expect(readdirSync(directory)).toEqual([])
  })
})
