import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
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

describe('a recipe', () => {
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

function catching(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
