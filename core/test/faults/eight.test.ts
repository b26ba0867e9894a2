import { playAmong } from './harness/plays.js'

playAmong(8)
