import { applyPatches, enableMapSet, enablePatches } from 'immer'
import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
import { produceCommit } from './produce.js'

enablePatches()
enableMapSet()

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

describe('a recipe', () => {
  test.each([null, true, 5n])(
    'that changes what lies behind the Map key %s replaces it, as immer can apply',
    key => {
      const base = { map: new Map([[key, new Map([['a', 1]])]]) }
      const produced = produceCommit(base, draft => {
        draft.map.get(key)!.set('a', 2).set('b', 3)
      })
      expect(produced?.patches).toEqual([
        {
          op: 'replace',
          path: ['map', key],
          value: new Map([
            ['a', 2],
            ['b', 3],
          ]),
        },
      ])
      const applied = applyPatches(base, produced!.patches as Parameters<typeof applyPatches>[1])
      expect(applied).toEqual(produced?.state)
      const replaced = produceCommit(base, draft => {
        draft.map.set(
          key,
          new Map([
            ['a', 1],
            ['c', 1],
          ]),
        )
      })
      expect(replaced?.patches.map(({ path }) => path)).toEqual([['map', key]])
    },
  )

  test('that changes a field makes one patch, and leaves the base alone', () => {
    const base = thousand()
    const produced = produceCommit(base, draft => {
      draft.todos[500]!.done = true
    })
    expect(produced?.patches).toEqual([{ op: 'replace', path: ['todos', 500, 'done'], value: true }])
    expect(produced?.state.todos[500]).toEqual({ ...todo(500), done: true })
    expect(produced?.state.todos[499]).toBe(base.todos[499])
    expect(base).toEqual(thousand())
  })

  test.each<[string, (draft: ReturnType<typeof thousand>) => void]>([
    ['does nothing', () => {}],
    [
      'sets what is set',
      draft => {
        draft.filter = 'all'
      },
    ],
    [
      'changes and changes back',
      draft => {
        draft.filter = 'done'
        draft.filter = 'all'
      },
    ],
    [
      'adds and removes',
      draft => {
        draft.todos.push(todo(5))
        draft.todos.pop()
      },
    ],
    [
      'sets an equal object',
      draft => {
        draft.todos[3] = todo(3)
      },
    ],
    [
      'sets an equal array',
      draft => {
        draft.todos = draft.todos.map(item => ({ ...item }))
      },
    ],
  ])('that %s commits nothing', (_, recipe) => {
    expect(produceCommit(thousand(), draft => recipe(draft))).toBeUndefined()
  })

  test('may return its draft', () => {
    expect(
      produceCommit({ n: 1 }, draft => {
        draft.n = 2
        return draft
      })?.state,
    ).toEqual({ n: 2 })
  })

  test.each<[string, (draft: { n: number }) => unknown, string]>([
    [
      'a promise',
      async draft => {
        draft.n = 2
      },
      'promise',
    ],
    ['a rejected promise', () => Promise.reject(new Error('ignored')), 'promise'],
    // biome-ignore lint/suspicious/noThenProperty: that is what is tested
    ['a thenable', () => ({ then: () => {} }), 'promise'],
    ['a number', draft => draft.n++, 'returned a value'],
    ['another state', () => ({ n: 2 }), 'returned a value'],
    ['null', () => null, 'returned a value'],
  ])('that returns %s is refused', (_, recipe, message) => {
    const base = { n: 1 }
    const error = catching(() => produceCommit(base, recipe))
    expect(isLockstepError(error, 'LOCKSTEP_RECIPE')).toBe(true)
    expect((error as Error).message).toContain(message)
    expect(base).toEqual({ n: 1 })
  })

  test('that throws commits nothing, and its error comes out', () => {
    const base = thousand()
    const failure = new Error('no')
    const error = catching(() =>
      produceCommit(base, draft => {
        draft.filter = 'done'
        throw failure
      }),
    )
    expect(error).toBe(failure)
    expect(base).toEqual(thousand())
  })

  test('cannot use its draft afterwards', () => {
    let leaked: { todos: Todo[] } | undefined
    produceCommit(thousand(), draft => {
      leaked = draft
      draft.filter = 'done'
    })
    expect(() => leaked!.todos).toThrow('revoked')
    expect(() => {
      leaked!.todos = []
    }).toThrow('revoked')
  })
})

describe('what is inserted', () => {
  test('stays the caller’s: changing it later changes no state', () => {
    const item = { ...todo(1), tags: ['a'] }
    const due = new Date(5)
    const produced = produceCommit({ todos: [] as unknown[], due: undefined as unknown }, draft => {
      draft.todos.push(item)
      draft.due = due
    })
    item.tags.push('b')
    due.setTime(9)
    expect(produced?.state).toEqual({ todos: [{ ...todo(1), tags: ['a'] }], due: new Date(5) })
  })

  test('becomes two where it is inserted twice, as it does for others', () => {
    const produced = produceCommit({ a: undefined as unknown, b: undefined as unknown }, draft => {
      const same = { n: 1 }
      draft.a = same
      draft.b = same
    })
    expect(produced?.state).toEqual({ a: { n: 1 }, b: { n: 1 } })
    expect(produced?.state.a).not.toBe(produced?.state.b)
  })

  test('from elsewhere in the state is copied', () => {
    const base = { a: { list: [{ n: 1 }] }, b: undefined as unknown }
    const produced = produceCommit(base, draft => {
      draft.b = draft.a.list
    })
    expect(produced?.state.b).toEqual([{ n: 1 }])
    expect(produced?.state.b).not.toBe(base.a.list)
    expect(produced?.state.a).toBe(base.a)
  })

  test.each<[string, unknown, string]>([
    ['a function', () => {}, 'draft.a'],
    ['an instance of a class', new (class Person {})(), 'a is an instance of Person'],
    ['a function deep inside', { list: [{ f: () => {} }] }, 'a.list[0].f is a function'],
  ])('is refused if it is %s', (_, value, message) => {
    const base = { a: { list: [{ f: 1 as unknown }] } as unknown }
    const error = catching(() =>
      produceCommit(base, draft => {
        draft.a = value
      }),
    )
    expect(isLockstepError(error, 'LOCKSTEP_UNSUPPORTED')).toBe(true)
    expect((error as Error).message).toContain(message.replace('draft.', ''))
  })

  test.each<
    [string, (draft: { a: unknown; m?: unknown; n?: number; o: unknown; set: unknown }) => void, string]
  >([
    [
      'a new Set',
      draft => {
        draft.m = new Set([draft.a])
      },
      'm[0]',
    ],
    [
      'a new Set, beside another change',
      draft => {
        draft.m = new Set([draft.a])
        draft.n = 1
      },
      'm[0]',
    ],
    [
      'a Set in the place of one of the same size',
      draft => {
        draft.set = new Set([draft.a])
      },
      'set[0]',
    ],
    [
      'a frozen object',
      draft => {
        draft.o = Object.freeze({ a: draft.a })
      },
      'o.a',
    ],
  ])('is refused if it is a draft in %s, where immer does not find it', (_, recipe, place) => {
    const base = { a: { n: 1 }, o: { a: { n: 1 } }, set: new Set([{ n: 1 }]) }
    const error = catching(() => produceCommit(base, draft => recipe(draft as Parameters<typeof recipe>[0])))
    expect((error as Error).message).toContain(place)
    expect(isLockstepError(error, 'LOCKSTEP_UNSUPPORTED')).toBe(true)
  })

  test('is refused under a symbol, behind an accessor, and under a key that is an object', () => {
    const base = { o: { a: 1 } as Record<PropertyKey, unknown>, m: new Map<unknown, unknown>() }
    expect(() =>
      produceCommit(base, draft => {
        draft.o[Symbol('x')] = 1
      }),
    ).toThrow('o[Symbol(x)] is')
    const accessor = Object.defineProperty({}, 'a', { get: () => 2, enumerable: true })
    expect(() =>
      produceCommit(base, draft => {
        draft.o = accessor
      }),
    ).toThrow('o.a is an accessor')
    expect(() => produceCommit(base, draft => void draft.m.set({}, 1))).toThrow(
      'm is a Map with a key that is an object',
    )
    expect(() => produceCommit(base, draft => void draft.m.set(undefined, 1))).toThrow(
      'key that is undefined',
    )
  })
})

function catching(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
