// Stands for vitest where a suite that is shared with Node runs in a page. The assertions are vitest's own.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as Record<PropertyKey, unknown>)[ASYMMETRIC_MATCHERS_OBJECT],
)
setState({ assertionCalls: 0 }, expect as never)

const tests = new Map<string, () => unknown>()
const cleanUps: (() => unknown)[] = []
let path: string[] = []

export function describe(name: string, ...rest: unknown[]): void {
  path.push(name)
  ;(rest.at(-1) as () => void)()
  path = path.slice(0, -1)
}

export function test(name: string, ...rest: unknown[]): void {
  tests.set([...path, name].join(' > '), rest.at(-1) as () => unknown)
}

export function onTestFinished(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp)
}

export function afterEach(): never {
  throw new Error('what needs this does not run in pages')
}

export const names = (): string[] => [...tests.keys()]

/** Runs one test. Throws what it throws. */
export async function run(name: string): Promise<void> {
  try {
    await tests.get(name)!()
  } finally {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  }
}
