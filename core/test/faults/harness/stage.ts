import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder in which programs run with an addon that has fault points: the right one, or one that breaks a rule. */
export function stageOf(name: string): string {
  const stage = fileURLToPath(new URL(`../../../../native/build/faults/stages/${name}`, import.meta.url))
  if (!existsSync(stage)) throw new Error(`${stage} is missing: run \`npm run test:faults\`, which makes it.`)
  return stage
}
