/** Lets time pass without sleeping: for moments that timers, which count in milliseconds, would never meet. */
export function spin(microseconds: number): void {
  const end = performance.now() + microseconds / 1000
  while (performance.now() < end);
}
