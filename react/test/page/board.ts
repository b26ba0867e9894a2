import { defineStore } from '@lockstep/core/memory'

export interface Board {
  count: number
  byName: Map<string, number>
  /** One of each kind that has an encoding of its own. */
  values: unknown[]
}

const initialState: Board = { count: 0, byName: new Map(), values: [] }

export const board = defineStore({ name: 'test.page', initialState })
