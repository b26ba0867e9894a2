/** What went to console.error and console.warn in this test. A test that ends with some left here fails. */
export const complaints: string[] = []

/** Takes the complaints made so far, so that they do not fail the test. */
export function takeComplaints(): string[] {
  return complaints.splice(0)
}
