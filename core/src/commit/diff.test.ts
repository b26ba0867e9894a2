import { describe, expect, test, vi } from 'vitest'
import { applyPatches } from './apply.js'
import { encodeCommit } from './codec.js'
import type { Patch } from './patch.js'
import { produceCommit } from './produce.js'

interface Todo {
  id: number
  title: string
  done: boolean
}

function todo(id: number): Todo {
  return { id, title: `todo ${id}`, done: false }
}

function thousand(): { todos: Todo[]; filter: string } {
  return { todos: Array.from({ length: 1000 }, (_, id) => todo(id)), filter: 'all' }
}

/** The patches of a commit that must change something. */
function patchesOf<State>(base: State, recipe: (draft: State) => void): readonly Patch[] {
  const produced = produceCommit(base, draft => recipe(draft as State))
  expect(produced).toBeDefined()
  expect(applyPatches(base, produced!.patches)).toStrictEqual(produced!.state)
  return produced!.patches
}

describe('patches', () => {
  test('of an insertion, a removal and a turning window are few', () => {
    const base = thousand()
    expect(patchesOf(base, draft => void draft.todos.unshift(todo(7)))).toEqual([
      { op: 'add', path: ['todos', 0], value: todo(7) },
    ])
    expect(patchesOf(base, draft => void draft.todos.splice(500, 1))).toEqual([
      { op: 'remove', path: ['todos', 500] },
    ])
    expect(
      patchesOf(base, draft => {
        draft.todos.push(todo(7))
        draft.todos.shift()
      }),
    ).toEqual([
      { op: 'remove', path: ['todos', 0] },
      { op: 'add', path: ['todos', 999], value: todo(7) },
    ])
    expect(
      patchesOf(base, draft => {
        draft.todos.length = 10
      }),
    ).toEqual([{ op: 'replace', path: ['todos', 'length'], value: 10 }])
    expect(
      patchesOf(base, draft => {
        draft.todos = draft.todos.filter(({ id }) => id % 400 !== 1)
      }),
    ).toEqual([
      { op: 'remove', path: ['todos', 1] },
      { op: 'remove', path: ['todos', 400] },
      { op: 'remove', path: ['todos', 799] },
    ])
  })

  test('of a copy with a change are those of the change', () => {
    const base = thousand()
    const expected = [{ op: 'replace', path: ['todos', 5, 'done'], value: true }]
    expect(
      patchesOf(base, draft => {
        draft.todos[5] = { ...todo(5), done: true }
      }),
    ).toEqual(expected)
    const todos = base.todos.map(item => (item.id === 5 ? { ...item, done: true } : item))
    expect(
      patchesOf(base, draft => {
        draft.todos = todos
      }),
    ).toEqual(expected)
    expect(patchesOf(base, draft => void Object.assign(draft, { todos, filter: 'all' }))).toEqual(expected)
    expect(
      patchesOf(base, draft => {
        draft.todos = [...base.todos, todo(7)]
      }),
    ).toEqual([{ op: 'add', path: ['todos', 1000], value: todo(7) }])
  })

  test('are one replacement where they would be larger than what they rebuild', () => {
    const base = thousand()
    const reversed = patchesOf(base, draft => void draft.todos.reverse())
    expect(reversed.map(({ path }) => path)).toEqual([['todos']])
    const recipe = (draft: typeof base) => {
      for (const item of draft.todos) item.id += 1
    }
    const renumbered = encodeCommit(patchesOf(base, recipe), undefined).length
    expect(renumbered).toBeLessThanOrEqual(
      encodeCommit([{ op: 'replace', path: [], value: base }], undefined).length,
    )
  })

  test('of a Set of primitives name its members, of a Set of objects replace it', () => {
    const base = { tags: new Set(['a', 'b']), people: new Set([{ name: 'Ada' }]) }
    expect(
      patchesOf(base, draft => {
        draft.tags.delete('a')
        draft.tags.add('c')
      }),
    ).toEqual([
      { op: 'remove', path: ['tags', 0], value: 'a' },
      { op: 'add', path: ['tags', 1], value: 'c' },
    ])
    const renamed = patchesOf(base, draft => {
      for (const person of draft.people) person.name = 'Grace'
    })
    expect(renamed).toEqual([{ op: 'replace', path: ['people'], value: new Set([{ name: 'Grace' }]) }])
  })

  test('tell that an entry moved to the end', () => {
    const base = {
      cache: new Map([
        ['a', 1],
        ['b', 2],
      ]),
      n: 0,
    }
    const touch = (draft: typeof base) => {
      const value = draft.cache.get('a')!
      draft.cache.delete('a')
      draft.cache.set('a', value)
    }
    for (const recipe of [
      touch,
      (draft: typeof base) => {
        touch(draft)
        draft.n += 1
      },
    ]) {
      const produced = produceCommit(base, recipe)!
      expect([...produced.state.cache.keys()]).toEqual(['b', 'a'])
      expect([...applyPatches(base, produced.patches).cache.keys()]).toEqual(['b', 'a'])
    }
  })

  test('never name __proto__, constructor or prototype: the object around is replaced', () => {
    const base = {
      words: { constructor: 1, other: 2 } as Record<string, unknown>,
      deep: { prototype: { n: 1 } },
    }
    const counted = patchesOf(base, draft => {
      draft.words['constructor'] = 2
    })
    expect(counted).toEqual([{ op: 'replace', path: ['words'], value: { constructor: 2, other: 2 } }])
    expect(
      patchesOf(base, draft => {
        draft.deep.prototype.n = 2
      }).map(({ path }) => path),
    ).toEqual([['deep']])
    expect(patchesOf(base, draft => void delete draft.words['constructor']).map(({ path }) => path)).toEqual([
      ['words'],
    ])
  })

  test('find the places of the members that left a Set in one pass', () => {
    const indexOf = vi.spyOn(Array.prototype, 'indexOf')
    const patches = patchesOf(
      { tags: new Set(['a', Number.NaN, 'b', 0, 'c', 'd', 'e', 'f', 'g', 'h']) },
      draft => {
        for (const tag of ['c', Number.NaN, 0]) draft.tags.delete(tag)
      },
    )
    const searches = indexOf.mock.contexts.filter(array => (array as unknown[]).includes(Number.NaN)).length
    indexOf.mockRestore()
    expect(patches).toEqual([
      { op: 'remove', path: ['tags', 1], value: Number.NaN },
      { op: 'remove', path: ['tags', 3], value: 0 },
      { op: 'remove', path: ['tags', 4], value: 'c' },
    ])
    expect(searches).toBe(0)
  })

  test('leave alone what is reserved and did not change', () => {
    const base = { word: { constructor: new Set([1]) }, n: 0 }
    const patches = patchesOf(base, draft => {
      draft.word.constructor.delete(1)
      draft.word.constructor.add(1)
      draft.n = 1
    })
    expect(patches).toEqual([{ op: 'replace', path: ['n'], value: 1 }])
  })

  test('tell that a 0 came back as -0', () => {
    const base: { n?: number; other: number } = { n: 0, other: 1 }
    const produced = produceCommit(base, draft => {
      delete draft.n
      draft.n = -0
      draft.other = 2
    })!
    expect(applyPatches(base, produced.patches)).toStrictEqual(produced.state)
    expect(produced.state.n).toBe(-0)
  })
})
