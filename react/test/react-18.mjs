// Loaded with `--import`: whoever imports or requires `react` or `react-dom` in this process, packages included, gets the
// versions installed as `react-18` and `react-dom-18`. An alias of the test runner would not reach the packages'
// own `require('react')`, and two Reacts in one page do not work.
import Module, { register } from 'node:module'

/** @param {string} specifier */
const rename = specifier => specifier.replace(/^react(-dom)?(?=\/|$)/, 'react$1-18')

/** @type {any} any: how `require` finds a file is not in Node's types. */
const loader = Module
const resolve = loader._resolveFilename
loader._resolveFilename = (/** @type {string} */ specifier, /** @type {unknown[]} */ ...rest) =>
  resolve.call(Module, rename(specifier), ...rest)

const hooks = `
const rename = ${rename}
export const resolve = (specifier, context, next) => next(rename(specifier), context)
`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
