const types: Record<string, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** What a state keeps of an Error: what structured clone keeps. */
export interface ErrorParts {
  /** One of the standard names; any other becomes `Error`. */
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  /** Present only if the error has a cause, whatever its value. */
  readonly cause?: unknown
}

export function errorParts(error: object): ErrorParts {
  const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown }
  const parts = {
    name: typeof name === 'string' && Object.hasOwn(types, name) ? name : 'Error',
    message: String(message),
    stack: typeof stack === 'string' ? stack : undefined,
  }
  return Object.hasOwn(error, 'cause') ? { ...parts, cause: (error as { cause: unknown }).cause } : parts
}

export function createError(parts: ErrorParts): Error {
  const Type = Object.hasOwn(types, parts.name) ? types[parts.name]! : Error
  // With `cause: undefined` an error has a cause; without the key it has none.
  const error = new Type(parts.message, 'cause' in parts ? { cause: parts.cause } : undefined)
  Object.defineProperty(error, 'stack', { value: parts.stack, configurable: true, writable: true })
  return error
}
