import { expect, test } from 'vitest'
import { randomly } from '../support/seed.js'
import { type Change, runOver } from './broken.js'
import { runCampaign } from './campaign.js'

const EXECUTIONS = 40_000
const { seed, numRuns } = randomly(EXECUTIONS)

test('hostile bytes are refused for a reason or give an ordinary state that goes on, and touch nothing else', {
  timeout: 60_000 + numRuns,
}, () => {
  const { endings } = runCampaign(seed, numRuns)
  expect(endings).toBeGreaterThan(100)
})

/** Always the same, so that what they must find is there to be found: among others there is not always a `__proto__`. */
const CONTROL_SEED = 2
/** The rarest is found after so many; most are found at once. */
const CONTROL_EXECUTIONS = 160_000

// biome-ignore lint/suspicious/noTemplateCurlyInString: a line of the decoder's.
const NO_VIEW = 'if (type >= VIEW_TYPES.length) throw damaged(`there is no kind of typed array ${type}`)'
const TOO_DEEP = "if (depth >= MAX_DEPTH) throw damaged('it is nested too deep')"
const IMPOSSIBLE = "if (count > end - at) throw damaged('a count is impossible')"
const onceImpossible = (what: string): Change[] => [
  ['cursor.ts', IMPOSSIBLE, `if (count > end - at) {\n${what}\nthrow damaged('a count is impossible') }`],
]

/** Each is the real thing but for one check, as if it had been forgotten, or for one thing too many. */
const broken: [string, Change[], RegExp][] = [
  [
    'lets an untyped error out',
    [
      [
        'cursor.ts',
        '} catch (cause) {',
        "} catch (cause) {\nif (String(cause).includes('a count')) throw cause\n",
      ],
    ],
    /an untyped error: RangeError: a count is impossible/,
  ],
  ['meets a TypeError in a reader', [['decode.ts', NO_VIEW, '']], /an accident, called damaged: TypeError/],
  [
    'runs out of stack in a reader',
    [['decode.ts', TOO_DEEP, 'if (depth >= MAX_DEPTH) enter(count, depth)']],
    /an accident, called damaged: RangeError: Maximum call stack size exceeded/,
  ],
  [
    'asks the engine for an impossible array',
    onceImpossible('new Array(-1)'),
    /an accident, called damaged: RangeError: Invalid array length/,
  ],
  ['goes too deep', [['decode.ts', TOO_DEEP, '']], /a (state|commit) has something nested too deep/],
  [
    'assigns __proto__ of an object',
    [['decode.ts', "if (key === '__proto__') throw damaged('a property is named __proto__')", '']],
    /an object with a prototype that no value has/,
  ],
  [
    'assigns __proto__ by a patch',
    [['apply.ts', ' && !isReservedName(key)', '']],
    /the state after a commit has an object with a prototype that no value has/,
  ],
  [
    'gives a buffer that it reads from',
    [
      ['decode.ts', '  readBytes,\n', '  readBytes,\nreadRaw,\n'],
      ['decode.ts', 'return readBytes(readCount()).buffer', 'return readRaw(readCount()).buffer'],
    ],
    /a state changed with the bytes it was read from|a commit changed the state/,
  ],
  [
    'gives a view of what it reads',
    [
      ['decode.ts', '  readBytes,\n', '  readBytes,\nreadRaw,\n'],
      [
        'decode.ts',
        'return viewOver(type, content)',
        'return type === 1 ? readRaw(0) : viewOver(type, content)',
      ],
    ],
    /a (state|commit) has a view into a larger buffer/,
  ],
  [
    'replaces a method',
    onceImpossible(
      'const { map } = Array.prototype; Array.prototype.map = function (...all) { return map.apply(this, all) }',
    ),
    /an intrinsic was changed: .*map is another/,
  ],
  [
    'replaces a function that no prototype has',
    onceImpossible('const { keys } = Object; Object.keys = object => keys(object)'),
    /an intrinsic was changed: Object\.keys is another/,
  ],
  [
    'adds to what all objects have',
    onceImpossible("Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true })"),
    /an intrinsic was changed: .*has 13 properties instead of 12/,
  ],
  [
    'changes a class of errors',
    onceImpossible("URIError.prototype.message = 'other'"),
    /an intrinsic was changed: .*URIError.*message is another/,
  ],
  [
    'changes the prototype of all typed arrays',
    onceImpossible('Object.getPrototypeOf(Int8Array.prototype).extra = 1'),
    /an intrinsic was changed: /,
  ],
  [
    'leaves something global behind',
    onceImpossible('globalThis.left = count'),
    /an intrinsic was changed: globalThis has/,
  ],
  [
    'changes the state that was',
    [['apply.ts', 'const copy = shallowCopy(value, patch)', 'shallowCopy(value, patch)\nconst copy = value']],
    /a commit changed the state that it was applied to/,
  ],
  [
    'lets arrays grow holes',
    [
      [
        'apply.ts',
        'array.length + 1)) throw misfit(patch)\n    array.length',
        '100_000)) throw misfit(patch)\n    array.length',
      ],
    ],
    /the state after a commit has an array with holes/,
  ],
]

/** JavaScript alone, the same on every system; starting a process for each takes long under Wine. */
const control = test.skipIf(process.platform === 'win32')

control(
  'the campaign ends well in a process of its own, as its controls are run',
  {
    timeout: 120_000,
  },
  async () => {
    const { how, stderr } = await runOver([], 'campaign', [`${CONTROL_SEED}`, `${EXECUTIONS}`])
    expect(stderr).toBe('')
    expect(how).toBe(0)
  },
)

control.each(broken)('a decoder that %s is found', { timeout: 120_000 }, async (_, changes, finding) => {
  const { how, stderr } = await runOver(changes, 'campaign', [`${CONTROL_SEED}`, `${CONTROL_EXECUTIONS}`])
  expect(how).toBe(1)
  expect(stderr).toMatch(finding)
})
