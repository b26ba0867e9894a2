/** The longest that a timer can wait, 24 days: what is set for longer goes off at once. */
const LONGEST = 0x7fff_ffff

/** Calls `task` after `timeout` milliseconds, at once or never; never also where it is more than a timer can wait. */
export function afterTimeout(
  timeout: number | undefined,
  task: () => void,
): ReturnType<typeof setTimeout> | undefined {
  return timeout === undefined || timeout > LONGEST ? undefined : setTimeout(task, timeout)
}
