/** Long enough for a busy machine; who waits longer waits for what will not come. Wine takes its time. */
export const PATIENCE = process.platform === 'win32' ? 180_000 : 30_000

/** `promise`, or an error that names what was waited for. */
export async function within<Value>(
  promise: Promise<Value>,
  what: string,
  milliseconds = PATIENCE,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${milliseconds} ms in vain for ${what}`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
