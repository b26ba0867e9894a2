/** Long enough for a busy machine; who waits longer waits for what will not come. */
export const PATIENCE = process.platform === 'win32' ? 300_000 : 60_000

/** `promise`, or an error that names what was waited for. */
export async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${PATIENCE} ms in vain for ${what}`)), PATIENCE)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
