// One value of every kind that processes cannot share, and where in it the trouble lies, as messages name it.
class Point {
  x = 1
}

function cyclic(container, close) {
  close(container)
  return container
}

export const noValue = {
  function: { make: () => () => {}, at: '' },
  symbol: { make: () => Symbol('s'), at: '' },
  'registered symbol': { make: () => Symbol.for('s'), at: '' },
  'symbol as key': { make: () => ({ [Symbol('s')]: 1 }), at: '' },
  'class instance': { make: () => new Point(), at: '' },
  'instance of a subclass of Map': { make: () => new (class Registry extends Map {})(), at: '' },
  'object with a prototype of its own': { make: () => Object.create({ inherited: 1 }), at: '' },
  promise: { make: () => Promise.resolve(1), at: '' },
  WeakMap: { make: () => new WeakMap(), at: '' },
  WeakSet: { make: () => new WeakSet(), at: '' },
  WeakRef: { make: () => new WeakRef({}), at: '' },
  SharedArrayBuffer: { make: () => new SharedArrayBuffer(8), at: '' },
  Proxy: { make: () => new Proxy(() => {}, {}), at: '' },
  generator: {
    make: () =>
      (function* () {
        yield 1
      })(),
    at: '',
  },
  URL: { make: () => new URL('http://localhost/'), at: '' },
  'object that contains itself': {
    make: () =>
      cyclic({ a: {} }, it => {
        it.a.back = it
      }),
    at: '.a.back',
  },
  'array that contains itself': { make: () => cyclic([[]], it => it[0].push(it)), at: '[0][0]' },
  'Map that contains itself': { make: () => cyclic(new Map(), it => it.set('me', it)), at: '.me' },
  'Set that contains itself': { make: () => cyclic(new Set(), it => it.add(it)), at: '[0]' },
  'error that causes itself': {
    make: () =>
      cyclic(new Error('e'), it => {
        it.cause = it
      }),
    at: '.cause',
  },
  getter: {
    make: () => ({
      get now() {
        return Date.now()
      },
    }),
    at: '.now',
  },
  setter: {
    make: () => ({
      set level(value) {
        this.kept = value
      },
    }),
    at: '.level',
  },
  '__proto__ as key': { make: () => JSON.parse('{ "__proto__": { "polluted": true } }'), at: '.__proto__' },
  'Map with an object as key': { make: () => new Map([[{ id: 1 }, 1]]), at: '' },
  'Map with no value as key': { make: () => new Map([[undefined, 1]]), at: '' },
  'Map with a function as key': { make: () => new Map([[() => {}, 1]]), at: '' },
  'function in an object': { make: () => ({ onClick() {} }), at: '.onClick' },
  'symbol in an array': { make: () => [1, Symbol('s')], at: '[1]' },
  'promise in a Map': { make: () => new Map([['later', Promise.resolve()]]), at: '.later' },
  'class instance in a Set': { make: () => new Set([1, new Point()]), at: '[1]' },
  'function in the cause of an error': { make: () => new Error('e', { cause: () => {} }), at: '.cause' },
  'transferred buffer': {
    make() {
      const bytes = new Uint8Array(8)
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
      return bytes
    },
    at: '',
  },
}
