// @vitest-environment node
import { expect, test } from 'vitest'
import { newScope, start } from './programs.js'

interface Shown {
  /** The page's HTML by the number of commits that it shows. */
  painted: [changes: string, html: string][]
  complaints: string[]
}

test('two processes that both change a store show the same page after each commit', async () => {
  const scope = newScope()
  const pages = await Promise.all([start('page', scope), start('page', scope)])
  await Promise.all(pages.map(page => page.ask('mount')))
  await Promise.all(pages.map(page => page.ask('click', 100)))
  const [one, other] = await Promise.all(pages.map(page => page.ask<Shown>('show', 200)))

  expect(one!.complaints).toEqual([])
  expect(other!.complaints).toEqual([])
  const byOther = new Map(other!.painted)
  const both = one!.painted.filter(([changes]) => byOther.has(changes))
  for (const [changes, html] of both) expect(byOther.get(changes), `after commit ${changes}`).toBe(html)
  expect(both.at(-1)?.[0], 'the last one among them').toBe('200')
  expect(both.at(-1)?.[1]).toContain('20 notes')
})

test('a page that mounts long after it opened its store shows what was committed meanwhile', async () => {
  const scope = newScope()
  const [early, late] = await Promise.all([start('page', scope), start('page', scope)])
  await early.ask('mount')
  await early.ask('click', 30)
  await late.ask('mount')
  const shown = await late.ask<Shown>('show', 30)
  expect(shown.complaints).toEqual([])
  expect(shown.painted.at(-1)).toEqual((await early.ask<Shown>('show', 30)).painted.at(-1))
})

// Wine draws slowly, and more frames would show nothing else.
const frames = process.platform === 'win32' ? 10 : 50

// Where every commit changes all cells, transitions start again until React calls them overdue: one is enough there.
test.for([
  { showEvery: 40, wanted: { frames, rounds: process.platform === 'win32' ? 1 : 3 } },
  { showEvery: 1, wanted: { frames, rounds: 1 } },
])(
  '1,000 commits a second, 1 in $showEvery shown by a slow page in transitions: no frame is torn',
  async scene => {
    const scope = newScope()
    const [writer, page] = await Promise.all([start('writer', scope), start('slow-page', scope)])
    await page.ask('start')
    await writer.ask('start', { showEvery: scene.showEvery })
    await page.ask('paint', scene.wanted)
    const { made, shown } = await writer.ask<{ made: number; shown: number }>('stop')
    expect(shown).toBe(Math.ceil(made / scene.showEvery))
    const { torn, complaints } = await page.ask<{ torn: string[][]; complaints: string[] }>('show', shown)
    expect(torn).toEqual([])
    expect(complaints, 'no "Maximum update depth exceeded", nor anything else').toEqual([])
  },
)
