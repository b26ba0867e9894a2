import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectDenied, expectOutOfReach, refusal } from './harness/refusal.js'
import { canBecomeOthers, traits, twoUsers } from './harness/users.js'

const definition = { name: 'private', initialState: { secret: 1 } }

describe.runIf(canBecomeOthers)("another user's store with a name", () => {
  it.each([0o022, 0])('cannot be reached where it lies by default, made under umask %o', async umask => {
    const { victim, stranger } = twoUsers()
    const owner = await victim.start({ umask })
    await owner.ask('open', definition)
    await owner.ask('set', { secret: 42 })
    const files = readdirSync(victim.place).map(file => join(victim.place, file))
    expect(statSync(victim.place).mode & 0o777).toBe(0o700)
    expect(files.map(file => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])

    const other = await stranger.start()
    await expectDenied(other, 'readdirSync', victim.place)
    await expectDenied(other, 'writeFileSync', join(victim.place, 'planted'), '')
    await expectDenied(other, 'renameSync', files[0], join(victim.place, 'moved'))
    for (const file of files) await expectOutOfReach(other, file)

    // The same definition is another store for another user.
    expect(await other.ask('open', definition)).toEqual({ state: { secret: 1 }, peers: 1 })
    await other.ask('set', { secret: 0 })
    expect(await owner.ask('look')).toEqual({ state: { secret: 42 }, peers: 1 })
  })

  it('cannot be reached by pointing LOCKSTEP_DIR at it', async () => {
    const { victim, stranger } = twoUsers()
    const owner = await victim.start()
    await owner.ask('open', definition)
    const before = traits(victim.place)
    const other = await stranger.start({ directory: victim.place })
    const { code, message } = await refusal(other.ask('open', definition))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toContain(victim.place)
    expect(message).toMatch(
      new RegExp(`belongs to user ${victim.id}, but this process runs as user ${stranger.id}`),
    )
    expect(traits(victim.place)).toEqual(before)
    expect(await owner.ask('look')).toEqual({ state: { secret: 1 }, peers: 1 })
  })
})

describe.runIf(canBecomeOthers)('what another user planted', () => {
  it.each([
    { what: 'a directory', plant: ['mkdirSync'], says: 'belongs to user' },
    { what: 'a directory for everybody', plant: ['mkdirSync', 'chmodSync'], says: 'belongs to user' },
    { what: 'a link to a directory', plant: ['symlinkSync'], says: 'is a symbolic link' },
    { what: 'a file', plant: ['writeFileSync'], says: 'is not a directory' },
  ])('in place of the default directory is refused: $what', async ({ plant, says }) => {
    const { victim, stranger } = twoUsers()
    const other = await stranger.start()
    if (plant[0] === 'symlinkSync') await other.ask('fs', ['symlinkSync', stranger.home, victim.place])
    else if (plant[0] === 'writeFileSync') await other.ask('fs', ['writeFileSync', victim.place, ''])
    else await other.ask('fs', ['mkdirSync', victim.place, 0o700])
    if (plant[1]) await other.ask('fs', [plant[1], victim.place, 0o777])
    const before = traits(victim.place)

    const owner = await victim.start()
    const { code, message } = await refusal(owner.ask('open', definition))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toContain(victim.place)
    expect(message).toContain(says)
    expect(message).toContain('LOCKSTEP_DIR')
    expect(traits(victim.place)).toEqual(before)
  })

  it.each(['a store', 'a store for everybody', 'a link to one', 'a FIFO'])(
    'in a directory that was open to everybody once is refused: %s',
    async what => {
      const { victim, stranger } = twoUsers()
      const directory = join(victim.home, 'segments')
      mkdirSync(directory)
      chmodSync(victim.home, 0o755)
      chmodSync(directory, 0o777)
      const other = await stranger.start()
      await other.ask('open', definition)
      const [segment = ''] = readdirSync(stranger.place).filter(file => file.endsWith('.seg'))
      const theirs = join(stranger.place, segment)
      const path = join(directory, segment)
      if (what === 'a FIFO') await other.ask('fifo', path)
      else if (what === 'a link to one') await other.ask('fs', ['symlinkSync', theirs, path])
      else await other.ask('fs', ['copyFileSync', theirs, path])
      if (what === 'a store for everybody') await other.ask('fs', ['chmodSync', path, 0o666])
      chownSync(directory, victim.id, victim.id)
      chmodSync(directory, 0o700)

      const before = traits(path)
      const owner = await victim.start({ directory })
      const { code, message } = await refusal(owner.ask('open', definition))
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toContain(path)
      expect(message).toMatch(/belongs to user \d+|symbolic link|not a regular file/)
      expect(message).toContain('Remove it')
      expect(traits(path)).toEqual(before)
    },
  )
})
