import { defineStore } from '@lockstep/core/memory'

export const board = defineStore({ name: 'board', initialState: { n: 0, blob: '' } })
