// What containers are made of: namespaces. Who dies in one at any point of the protocol: core/test/faults.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { expectDenied, expectOutOfReach, refusal } from './harness/refusal.js'
import { canBecomeOthers, traits, twoUsers } from './harness/users.js'
import { PATIENCE } from './harness/within.js'

const definition = { name: 'contained', initialState: { secret: 1 } }

/** Processes of its own, all numbered from one, and a /proc that shows no others. */
const CONTAINER = ['unshare', '--pid', '--kill-child', '--mount-proc']

describe.runIf(process.platform === 'linux' && canBecomeOthers)('containers that share memory', () => {
  it('share the stores of a user, and notice when another one dies', async () => {
    const { victim: user } = twoUsers()
    const [first, second] = await Promise.all([1, 2].map(() => user.start({ through: CONTAINER })))
    const outside = await user.start()
    for (const one of [first!, second!, outside]) await one.ask('open', definition)
    await first!.ask('set', { secret: 2 })
    for (const one of [second!, outside])
      expect(await one.ask('look')).toEqual({ state: { secret: 2 }, peers: 3 })
    // From outside: a namespace's first process cannot kill itself.
    const [inside] = readFileSync(`/proc/${first!.pid}/task/${first!.pid}/children`, 'utf8').split(' ')
    process.kill(Number(inside), 'SIGKILL')
    await first!.ended
    await second!.ask('set', { secret: 3 })
    await expect
      .poll(() => outside.ask('look'), { timeout: PATIENCE })
      .toEqual({ state: { secret: 3 }, peers: 2 })
  })

  it("keep out another user, although it has the same number in its container, and root's rights there", async () => {
    const { world, victim, stranger } = twoUsers()
    const owner = await victim.start()
    await owner.ask('open', definition)
    const before = traits(victim.place)

    const gate = join(world.scratch, 'gate')
    execFileSync('mkfifo', [gate])
    const waiting = 'echo $$ > "$0.pid"; read -r _ < "$0"; exec "$@"'
    const through = ['unshare', '--user', '--keep-caps', 'sh', '-c', waiting, gate]
    const starting = stranger.start({ inside: victim.id, through })
    await vi.waitUntil(
      () => existsSync(`${gate}.pid`) && readFileSync(`${gate}.pid`, 'utf8').endsWith('\n'),
      {
        timeout: PATIENCE,
      },
    )
    const pid = readFileSync(`${gate}.pid`, 'utf8').trim()
    for (const kind of ['uid', 'gid'])
      writeFileSync(`/proc/${pid}/${kind}_map`, `${victim.id} ${stranger.id} 1`)
    writeFileSync(gate, '\n')
    const inside = await starting

    const { code, message } = await refusal(inside.ask('open', definition))
    expect([code, message]).toEqual(['LOCKSTEP_PERMISSION', expect.stringContaining(victim.place)])
    await expectDenied(inside, 'readdirSync', victim.place)
    for (const file of readdirSync(victim.place)) await expectOutOfReach(inside, join(victim.place, file))
    expect(traits(victim.place)).toEqual(before)
    expect(await owner.ask('look')).toEqual({ state: { secret: 1 }, peers: 1 })
  })
})
